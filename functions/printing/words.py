"""Word documents: docxtpl renders them, once nothing in them can fetch or start anything."""

import io
import re
from collections.abc import Mapping

from docxtpl import DocxTemplate
from jinja2.exceptions import TemplateError

from kernel.refusal import Refused
from printing import packages
from printing.fields import FIELDS, Value
from printing.language import environment

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_INSTRUCTIONS = frozenset({
    "PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "DATE", "TIME", "CREATEDATE", "SAVEDATE", "PRINTDATE", "TITLE",
    "SUBJECT", "AUTHOR", "FILENAME", "HYPERLINK", "TOC", "PAGEREF", "REF", "NOTEREF", "SEQ", "STYLEREF", "TC", "XE",
    "INDEX", "SYMBOL", "=", "FORMTEXT", "FORMCHECKBOX", "FORMDROPDOWN", "QUOTE", "LISTNUM", "MERGEFORMAT",
})  # fmt: skip
"""Fields that Word computes from the document itself; those that fetch or start something are not here."""
_RAW = re.compile(r"\{\{(?:r|p|tr|tc)\s")


def render(content: bytes, values: Mapping[str, Value]) -> tuple[bytes, list[str]]:
    """(the document, the fields that it names). Raises Refused."""
    for name, part in packages.parts(content, "docx").items():
        if name.endswith(".xml"):
            _check_part(name, packages.parsed(name, part))
    jinja, out = environment(), io.BytesIO()
    document = DocxTemplate(io.BytesIO(content))
    try:
        document.render(dict(values), jinja, autoescape=True)
        document.save(out)
    except TemplateError as error:
        raise Refused("template_syntax", detail=str(error.message)[:200]) from error
    except (ArithmeticError, AttributeError, KeyError, LookupError, TypeError, ValueError, SyntaxError) as error:
        raise Refused("template_syntax", detail=type(error).__name__) from error
    unknown = sorted(jinja.used.keys() - FIELDS.keys())
    if unknown:
        raise Refused("unknown_fields", fields=", ".join(unknown)[:1000])
    return out.getvalue(), sorted(jinja.used)


def _check_part(name: str, root: packages.Tree) -> None:
    """No field of Word that fetches or starts something, no placeholder inside one, no raw XML."""
    codes: list[str] = []
    for element in root.iter(f"{_WORD}fldChar", f"{_WORD}instrText", f"{_WORD}fldSimple", f"{_WORD}p"):
        kind = element.get(f"{_WORD}fldCharType")
        if element.tag == f"{_WORD}p":
            if _RAW.search("".join(one.text or "" for one in element.iter(f"{_WORD}t"))):
                raise Refused("template_code", what="{{r")
        elif element.tag == f"{_WORD}fldSimple":
            _check_instruction(name, element.get(f"{_WORD}instr", ""))
        elif element.tag == f"{_WORD}instrText":
            codes = codes or [""]
            codes[-1] += element.text or ""
        elif kind == "begin":
            codes.append("")
        elif codes:
            _check_instruction(name, codes.pop() if kind == "end" else codes[-1])
    for code in codes:
        _check_instruction(name, code)


def _check_instruction(name: str, code: str) -> None:
    word = (code.split() or ["="])[0].upper()
    if "{{" in code or "{%" in code or (word not in _INSTRUCTIONS and not word.startswith("=")):
        raise Refused("template_program", part=f"{name}: {word[:40]}")
