"""moto walks through each update expression twelve times, and asks at every step anew what it is looking for."""

from functools import cache
from typing import Any

from moto.dynamodb.parsing import ast_nodes

_nodes: Any = vars(ast_nodes)
_Walker, _Node = _nodes["DepthFirstTraverser"], _nodes["Node"]


@cache
def _concerns(walker: Any, node: Any) -> bool:
    """What it looks for is always the same, but can only be asked of a walker that has not begun."""
    return issubclass(node, tuple(walker._processing_map(object.__new__(walker))))


def _walked(self: Any, node: Any, child_id: int = -1) -> Any:
    """As moto does it."""
    if not isinstance(node, _Node):
        return node
    parent = node.parent
    for place, child in enumerate(node.children or ()):
        self.pre_processing_of_child(node, place)
        if isinstance(child, _Node):
            self.traverse_node_recursively(child, place)
    if _concerns(self.__class__, node.__class__):
        node = self.process(node)
        node.parent = parent
        if parent:
            parent.children[child_id] = node
    return node


def hasten() -> None:
    _Walker.traverse_node_recursively = _walked
