"""moto parses each expression anew and walks twelve times through one that updates, asking each time what it seeks."""

from functools import cache
from typing import Any

from moto.dynamodb.comparisons import ConditionExpressionParser
from moto.dynamodb.parsing import ast_nodes, expressions

_nodes: Any = vars(ast_nodes)
_Updates: Any = vars(expressions)["UpdateExpressionParser"]
_lex: Any = vars(ConditionExpressionParser)["_lex_one_node"]
_Walker, _Node = _nodes["DepthFirstTraverser"], _nodes["Node"]


@cache
def _lexed(parser: Any, rest: Any) -> Any:
    """The first word of a condition and what is left of it: the same for the same text."""
    return _lex(object.__new__(parser), rest)


def _lexed_once(self: Any, rest: str) -> Any:
    parser: Any = self.__class__
    return _lexed(parser, rest)


@cache
def _concerns(walker: Any, node: Any) -> bool:
    """What it looks for is always the same, but can only be asked of a walker that has not begun."""
    return issubclass(node, tuple(walker._processing_map(object.__new__(walker))))


@cache
def _is_node(kind: Any) -> bool:
    """Asking an abstract class takes longer than all that is done to most nodes."""
    return issubclass(kind, _Node)


@cache
def _is_looked_into(kind: Any) -> bool:
    return issubclass(kind, (_nodes["Expression"], _nodes["UpdateExpressionFunction"]))


def _found(self: Any, kinds: Any) -> list[Any]:
    """As moto does it."""
    clauses: list[Any] = []
    for child in self.children or ():
        if type(child) in kinds:
            clauses.append(child)
        elif _is_looked_into(child.__class__):
            clauses.extend(child.find_clauses(kinds))
    return clauses


def _walked(self: Any, node: Any, child_id: int = -1) -> Any:
    """As moto does it."""
    if not _is_node(node.__class__):
        return node
    parent = node.parent
    for place, child in enumerate(node.children or ()):
        self.pre_processing_of_child(node, place)
        if _is_node(child.__class__):
            self.traverse_node_recursively(child, place)
    if _concerns(self.__class__, node.__class__):
        node = self.process(node)
        node.parent = parent
        if parent:
            parent.children[child_id] = node
    return node


def _copied(self: Any, memo: Any) -> Any:
    """Every expression is parsed once: moto changes copies only. What is no node in it does not change."""
    made = object.__new__(type(self))
    vars(made).update(vars(self))
    memo[id(self)] = made
    if self.children is not None:
        made.children = [_copied(one, memo) if _is_node(one.__class__) else one for one in self.children]
        for child in made.children:
            if _is_node(child.__class__):
                child.parent = made
    return made


def hasten() -> None:
    faster: tuple[tuple[Any, str, Any], ...] = (
        (_Node, "__deepcopy__", _copied),
        (_Node, "find_clauses", _found),
        (_Walker, "traverse_node_recursively", _walked),
        (_Updates, "make", cache(_Updates.make)),
        (ConditionExpressionParser, "_lex_one_node", _lexed_once),
    )
    for where, name, function in faster:
        setattr(where, name, function)
