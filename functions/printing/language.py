"""The language of templates: a few words of Jinja's. What is not in it is refused before anything is compiled."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from jinja2 import Template, nodes
from jinja2.sandbox import SandboxedEnvironment

from printing.fields import LISTS, Refused, shown

LARGEST_PART = 20 << 20
"""Characters that a part may have once it is rendered."""
_LONGEST_CONSTANT = 1000


def _or(value: object, other: object = "", _always: object = None) -> object:
    return value if value or value == 0 else other


def _joined(values: Iterable[object], between: str = ", ") -> str:
    return between.join(map(shown, values))


FILTERS: Mapping[str, Callable[..., object]] = {
    "default": _or,
    "join": _joined,
    "length": len,
    "upper": lambda value: shown(value).upper(),
    "lower": lambda value: shown(value).lower(),
    "title": lambda value: shown(value).title(),
}
_TESTS = ("defined", "undefined")
_PLAIN: tuple[type[nodes.Node], ...] = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.CondExpr, nodes.Compare, nodes.Operand,
    nodes.And, nodes.Or, nodes.Not, nodes.Keyword,
)  # fmt: skip
"""What a template may be made of besides names, loops, constants and filters. Nothing in it can call, multiply or
look into an object, so that a page cannot grow beyond a list's length times its template."""
_LOOP = frozenset({"index", "index0", "first", "last", "length", "revindex"})


class _Bounded(Template):
    """A template that stops when its page gets too long."""

    def render(self, *args: Any, **kwargs: Any) -> str:  # noqa: ANN401 - Jinja's signature
        pieces, left = [], LARGEST_PART
        for piece in self.generate(*args, **kwargs):
            left -= len(piece)
            if left < 0:
                raise Refused("template_too_large")
            pieces.append(piece)
        return "".join(pieces)


class Environment(SandboxedEnvironment):
    """Jinja with our fields and a few words of its language."""

    template_class = _Bounded

    def __init__(self) -> None:
        super().__init__(autoescape=True, finalize=shown)
        self.globals.clear()
        self.filters = dict(FILTERS)
        self.tests = {name: self.tests[name] for name in _TESTS}
        self.used: set[str] = set()

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        self._vet(tree, frozenset())
        return tree

    def _vet(self, node: nodes.Node, loops: frozenset[str]) -> None:
        """Raise Refused for what is not in the language; note the names that are used."""
        match node:
            case nodes.Name():
                if node.name not in loops:
                    self.used.add(node.name)
            case nodes.Const():
                if len(str(node.value)) > _LONGEST_CONSTANT:
                    raise Refused("template_code", what="…")
            case nodes.For():
                loops = self._vet_loop(node, loops)
            case nodes.Getattr():
                self._vet_attribute(node, loops)
                return
            case _:
                _vet_plain(node)
        for child in node.iter_child_nodes():
            self._vet(child, loops)

    @staticmethod
    def _vet_loop(node: nodes.For, loops: frozenset[str]) -> frozenset[str]:
        """A loop runs over one of our lists, and is in no other."""
        over, by = node.iter, node.target
        require(isinstance(over, nodes.Name) and over.name in LISTS, "for")
        require(isinstance(by, nodes.Name) and not loops and not node.recursive, "for")
        return frozenset({getattr(by, "name", ""), "loop"})

    @staticmethod
    def _vet_attribute(node: nodes.Getattr, loops: frozenset[str]) -> None:
        of_loop = isinstance(node.node, nodes.Name) and node.node.name == "loop" and "loop" in loops
        require(of_loop and node.attr in _LOOP, f".{node.attr}")


def _vet_plain(node: nodes.Node) -> None:
    if isinstance(node, nodes.Filter):
        require(node.name in FILTERS, f"| {node.name}")
        named = isinstance(node.node, nodes.Name) and node.node.name in LISTS
        require(named or node.name != "join", "| join")
    elif isinstance(node, nodes.Test):
        require(node.name in _TESTS, node.name)
    else:
        require(isinstance(node, _PLAIN), type(node).__name__.lower())


def require(fine: bool, what: str) -> None:  # noqa: FBT001 - a condition
    """Raise Refused for what is not in the language."""
    if not fine:
        raise Refused("template_code", what=what[:60])
