"""The language of templates: a few words of Jinja's. What is not in it is refused before anything is compiled.

Nothing in it can call, multiply or look into an object: so a page cannot grow beyond a list's length times its
template, nothing runs for longer than that takes, and nobody gets at Python from inside. Jinja's sandbox is below it.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from jinja2 import Template, Undefined, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from kernel.refusal import Refused

_LONGEST_CONSTANT = 1000
_DEEPEST = 40
"""So many things may stand in one another: whoever walks a tree does so by recursion."""
FILTERS = frozenset({"default", "join", "length", "upper", "lower", "title"})
_TESTS = ("defined", "undefined")
_PLAIN: tuple[type[nodes.Node], ...] = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.CondExpr, nodes.Compare, nodes.Operand,
    nodes.And, nodes.Or, nodes.Not, nodes.Keyword,
)  # fmt: skip
"""What a template may be made of besides names, loops, constants and filters."""
_LOOP = frozenset({"index", "index0", "first", "last", "length", "revindex"})

type Lists = Mapping[str, frozenset[str]]
"""Names of lists, and what each of their rows has: nothing where rows are plain values."""


class _Bounded(Template):
    """A template that stops when its page gets too long."""

    environment: "Environment"

    def render(self, *args: Any, **kwargs: Any) -> str:  # noqa: ANN401 - Jinja's signature
        pieces, left = [], self.environment.longest
        for piece in self.generate(*args, **kwargs):
            left -= len(piece)
            if left < 0:
                raise Refused("template_too_large")
            pieces.append(piece)
        return "".join(pieces)


class Environment(ImmutableSandboxedEnvironment):
    """Jinja with our names and a few words of its language. `longest`: characters of a rendered page."""

    template_class = _Bounded

    def __init__(
        self, lists: Lists, shown: Callable[[object], str], *, longest: int, autoescape: bool = True,
        undefined: type[Undefined] = Undefined,
    ) -> None:  # fmt: skip
        super().__init__(autoescape=autoescape, finalize=shown, undefined=undefined)
        self.globals.clear()
        self.filters = _filters(shown)
        self.tests = {name: self.tests[name] for name in _TESTS}
        self.longest = longest
        self.used: dict[str, int] = {}
        """The names that are used, and the line of their first use."""
        self._lists = lists

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        try:
            tree = super()._parse(source, name, filename)
        except RecursionError:
            raise Refused("template_too_large") from None
        self._vet(tree, {}, _DEEPEST)
        return tree

    def _vet(self, node: nodes.Node, loops: Mapping[str, frozenset[str]], left: int) -> None:
        """Raise Refused for what is not in the language; note the names that are used."""
        if not left:
            raise Refused("template_too_large")
        match node:
            case nodes.Name():
                if node.name not in loops:
                    self.used.setdefault(node.name, node.lineno)
            case nodes.Const():
                if len(str(node.value)) > _LONGEST_CONSTANT:
                    raise _foreign(node, "…")
            case nodes.For():
                loops = self._looped(node, loops)
            case nodes.Getattr():
                _vet_attribute(node, loops)
                return
            case _:
                self._vet_word(node)
        for child in node.iter_child_nodes():
            self._vet(child, loops, left - 1)

    def _looped(self, node: nodes.For, loops: Mapping[str, frozenset[str]]) -> Mapping[str, frozenset[str]]:
        """A loop runs over one of our lists, and is in no other."""
        over, by = node.iter, node.target
        require(isinstance(over, nodes.Name) and over.name in self._lists, node, "for")
        require(isinstance(by, nodes.Name) and not loops and not node.recursive, node, "for")
        return {getattr(by, "name", ""): self._lists[getattr(over, "name", "")], "loop": _LOOP}

    def _vet_word(self, node: nodes.Node) -> None:
        if isinstance(node, nodes.Filter):
            require(node.name in FILTERS, node, f"| {node.name}")
            of = node.node
            plain = isinstance(of, nodes.Name) and self._lists.get(of.name) == frozenset()
            require(plain or node.name != "join", node, "| join")
        elif isinstance(node, nodes.Test):
            require(node.name in _TESTS, node, node.name)
        else:
            require(isinstance(node, _PLAIN), node, type(node).__name__.lower())


def _vet_attribute(node: nodes.Getattr, loops: Mapping[str, frozenset[str]]) -> None:
    """What may be looked into is what runs in a loop, and the loop itself: what they have is listed."""
    of = node.node.name if isinstance(node.node, nodes.Name) else ""
    require(node.attr in loops.get(of, ()), node, f".{node.attr}")


def require(fine: bool, node: nodes.Node, what: str) -> None:  # noqa: FBT001 - a condition
    """Raise Refused for what is not in the language."""
    if not fine:
        raise _foreign(node, what)


def _foreign(node: nodes.Node, what: str) -> Refused:
    return Refused("template_code", what=what[:60], line=str(node.lineno))


def _filters(shown: Callable[[object], str]) -> dict[str, Callable[..., object]]:
    return {
        "default": _or,
        "join": lambda values, between=", ": _joined(shown, values, between),
        "length": len,
        "upper": lambda value: shown(value).upper(),
        "lower": lambda value: shown(value).lower(),
        "title": lambda value: shown(value).title(),
    }


def _or(value: object, other: object = "", _always: object = None) -> object:
    return value if value or value == 0 else other


def _joined(shown: Callable[[object], str], values: Iterable[object], between: str) -> str:
    return between.join(map(shown, values))
