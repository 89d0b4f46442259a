"""What HTML a mail may be made of: text, tables, pictures and links; nothing that runs, fetches or asks.

Readers' programs would throw the rest away, or the whole mail. And what stands in the place of a variable can only ever
be text: in a tag, variables are inside quotes, and what a link leads to is fixed, unless a variable is an address.
"""

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser

from kernel.refusal import Refused

_TAGS = frozenset({
    "html", "head", "meta", "title", "style", "body", "div", "span", "p", "br", "hr", "h1", "h2", "h3", "h4", "h5",
    "h6", "a", "img", "table", "thead", "tbody", "tfoot", "tr", "th", "td", "caption", "colgroup", "col", "ul", "ol",
    "li", "dl", "dt", "dd", "b", "i", "u", "s", "strong", "em", "small", "big", "sub", "sup", "blockquote", "pre",
    "code", "center", "font", "address", "abbr", "section", "header", "footer", "main", "article",
})  # fmt: skip
_ATTRIBUTES = frozenset({
    "href", "src", "alt", "title", "width", "height", "style", "class", "id", "align", "valign", "bgcolor", "border",
    "cellpadding", "cellspacing", "colspan", "rowspan", "role", "lang", "dir", "color", "face", "size", "target", "rel",
    "name", "content", "charset", "start", "type",
})  # fmt: skip
_BLOCK = "\ue001"
_MARKED = re.compile("\ue000([a-z_.0-9]*)")
_WHERE = re.compile(r"https?://[^\ue000\ue001\s/?#]+([/?#]|$)|mailto:|tel:|cid:|#", re.IGNORECASE)
_FETCHES = re.compile(r"@import|expression\s*\(|javascript:|behavior\s*:", re.IGNORECASE)
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_TAG = re.compile(r"<!--.*?(?:-->|\Z)|<[A-Za-z/!?\ue000\ue001](?:[^>\"']|\"[^\"]*\"|'[^']*')*+>?", re.DOTALL)

type Token = tuple[int, str, str]
"""Line, kind and text, as Jinja's lexer has them."""


def check(tokens: Iterable[Token], links: frozenset[str]) -> None:
    """Raise Refused for what no mail may have; `links` are the variables that are addresses."""
    page = "".join(_marked(tokens))
    for found in _TAG.finditer(page):
        tag, line = found[0], 1 + page.count("\n", 0, found.start())
        if tag.startswith("<!--"):
            continue
        if not tag.endswith(">"):
            raise _refused(line, f"{_shown(tag)}…")
        if _BLOCK in tag or "\ue000" in _QUOTED.sub("", tag):
            raise _refused(line, _shown(tag))
    reader = _Reader(links)
    reader.feed(page)
    reader.close()


def _marked(tokens: Iterable[Token]) -> Iterator[str]:
    """The text of a template, line for line, with a mark and its name for each variable, and another for a block."""
    within = ""
    for _, kind, text in tokens:
        if kind in {"variable_begin", "block_begin"}:
            within = kind
            yield "\ue000" if kind == "variable_begin" else _BLOCK
        elif kind in {"variable_end", "block_end"}:
            within = ""
        elif kind == "data":
            yield text.translate(_NO_MARKS)
        elif within == "variable_begin" and kind in {"name", "operator"}:
            yield text if kind == "name" or text == "." else " "
        yield "\n" * (text.count("\n") if kind != "data" else 0)


_NO_MARKS = dict.fromkeys((0xE000, 0xE001))


class _Reader(HTMLParser):
    """Looks at each tag as readers' programs do."""

    def __init__(self, links: frozenset[str]) -> None:
        super().__init__(convert_charrefs=True)
        self._links = links

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Only what mails are made of."""
        self._require(tag in _TAGS, f"<{tag}>")
        for name, value in attrs:
            plain = name in _ATTRIBUTES or name.startswith(("aria-", "data-"))
            self._require(plain, f"<{tag} {name}>")
            if name in {"href", "src"}:
                self._require(self._leads_well((value or "").strip(), name), f'{name}="{_shown(value or "")}"')
            elif name == "style":
                self._require("\ue000" not in (value or "") and not _FETCHES.search(value or ""), f"<{tag} style>")

    def handle_data(self, data: str) -> None:
        """Style sheets are as they are written."""
        if self.cdata_elem == "style":
            self._require(not (_FETCHES.search(data) or "\ue000" in data or _BLOCK in data), "<style>")

    def handle_pi(self, data: str) -> None:
        """Nothing for other programs."""
        self._require(False, f"<?{_shown(data)}")  # noqa: FBT003 - never fine

    def _leads_well(self, value: str, name: str) -> bool:
        marked = _MARKED.fullmatch(value)
        if marked:
            return marked[1] in self._links or (name == "href" and marked[1].endswith(".link"))
        return not value or bool(_WHERE.match(value))

    def _require(self, fine: bool, what: str) -> None:  # noqa: FBT001 - a condition
        if not fine:
            raise _refused(self.getpos()[0], what)


def _refused(line: int, what: str) -> Refused:
    return Refused("wording_markup", what=what, line=str(line))


def _shown(text: str) -> str:
    return " ".join(text.replace("\ue000", "{{").replace(_BLOCK, "{%").split())[:60]
