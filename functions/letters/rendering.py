"""From a template to what it says: pure, in a language that cannot do harm, and within bounds (kernel.templating).

Jinja is imported here and nowhere above: so import this where something is rendered, and only then.
"""

import re
import traceback
from collections.abc import Mapping
from functools import partial

from jinja2 import StrictUndefined
from jinja2.exceptions import TemplateError, TemplateSyntaxError
from markupsafe import Markup, escape

from kernel.problems import Language
from kernel.refusal import Refused
from kernel.templating import Environment
from letters import markup
from letters.purposes import PURPOSES, Purpose, barest, sample
from letters.rules import LONGEST_HTML, LONGEST_SUBJECT, LONGEST_TEXT, Letter, Template, Value, Variables, Wording

LONGEST = 60_000
"""Characters of a part once it is rendered: readers' programs cut off what is longer than about 100 KB."""
_LONGEST = {"subject": LONGEST_SUBJECT, "text": LONGEST_TEXT, "html": LONGEST_HTML}
_BREAKS = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029]+")
"""Whatever some program might take for the end of a line, and so of a header."""
_CODES = {"template_code": "wording_code", "template_too_large": "wording_too_large"}


def render(template: Template, language: Language, variables: Variables) -> Letter:
    """What a template says to somebody. Raises Refused; a template that passed `check` only for rare variables."""
    return _rendered(template.purpose, template.wording(language), variables)


def check(purpose: str, wording: Wording, language: Language) -> list[tuple[str, Refused]]:
    """(part, what is wrong with it and in which line) of what cannot be used; nothing, if all can."""
    known = PURPOSES[purpose]
    found = []
    for part in ("subject", "text", "html"):
        source = getattr(wording, part)
        if source is None:
            continue
        try:
            for values in (sample(purpose, language), barest(purpose, language)):
                _part(part, source, known.complete(values), purpose)
            if part == "html":
                markup.check(_jinja(part, known).lex(source), known.links)
        except Refused as refused:
            found.append((part, refused))
    return found


def _rendered(purpose: str, wording: Wording, variables: Variables) -> Letter:
    values = PURPOSES[purpose].complete(variables)
    said = partial(_part, values=values, purpose=purpose)
    text = said("text", wording.text)
    html = said("html", wording.html) if wording.html else _shown_as_html(text)
    return Letter(said("subject", wording.subject), text, html)


def _part(part: str, source: str, values: Mapping[str, Value], purpose: str) -> str:
    if len(source) > _LONGEST[part]:
        raise Refused("wording_too_large", line="1")
    known = PURPOSES[purpose]
    try:
        made = _run(_jinja(part, known), source, values, known.variables)
    except Refused as refused:
        raise Refused(_CODES.get(refused.code, refused.code), **{"line": "1", **refused.values}) from None
    return _subject(made) if part == "subject" else made


def _jinja(part: str, known: Purpose) -> Environment:
    html = part == "html"
    shown = _html if html else _text
    return Environment(known.lists, shown, longest=LONGEST, autoescape=html, undefined=StrictUndefined)


def _run(jinja: Environment, source: str, values: Mapping[str, Value], known: frozenset[str]) -> str:
    try:
        template = jinja.from_string(source)
        for name, line in jinja.used.items():
            if name not in known:
                raise Refused("wording_unknown", name=name[:40], line=str(line), known=", ".join(sorted(known)))
        return template.render(values)
    except TemplateSyntaxError as error:
        raise Refused("wording_syntax", detail=str(error.message)[:200], line=str(error.lineno)) from None
    except TemplateError as error:
        raise Refused("wording_syntax", detail=str(error.message)[:200], line=_line(error)) from None
    except (MemoryError, RecursionError):
        raise Refused("wording_too_large") from None
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, SyntaxError) as error:
        raise Refused("wording_syntax", detail=type(error).__name__, line=_line(error)) from None


def _line(error: Exception) -> str:
    """The template's line that an error comes from: Jinja has made it a frame of its own."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == "<template>"]
    return str(frames[-1].lineno) if frames else "1"


def _subject(made: str) -> str:
    """One line, for nothing in a subject begins another header; and of a length that programs show."""
    line = _BREAKS.sub(" ", made).strip()
    if not line:
        raise Refused("wording_empty", line="1")
    return line if len(line) <= LONGEST_SUBJECT else line[: LONGEST_SUBJECT - 1] + "…"


def _text(value: object) -> str:
    return value if isinstance(value, str) else ", ".join(_text(one) for one in _several(value))


def _html(value: object) -> str:
    """Text and nothing else, whatever stands in it; its lines stay lines."""
    return Markup("<br>\n").join(escape(_text(value)).split("\n"))


def _several(value: object) -> list[object]:
    if isinstance(value, Mapping):
        return [": ".join(str(value[name]) for name in ("label", "text") if name in value)]
    return list(value) if isinstance(value, (list, tuple)) else [str(value)]


def _shown_as_html(text: str) -> str:
    """Its paragraphs, where an empty line ends one."""
    paragraphs = [one.strip("\n") for one in re.split(r"\n\s*\n", text.strip())]
    return "\n".join(f"<p>{_html(one)}</p>" for one in paragraphs)
