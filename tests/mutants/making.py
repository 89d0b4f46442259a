"""Writes what could be wrong in each function of the files named, one change at a time, as JSON.

The changes are mutmut's. It makes none in what is decorated, nor in lambdas of a module, for it copies functions; we
put another body into the function that is there (tests/mutants/trying.py), so that properties and validators have
theirs too. Runs in an environment of its own, and imports nothing of ours.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators

LEFT_OUT = frozenset({"isinstance", "len", "cast"})
"""Calls of these are not changed, as mutmut does it: a type checker or any test at all would find it."""


class _Bodies(cst.CSTVisitor):  # type: ignore[misc]
    """Finds what can be changed in bodies of functions; annotations, decorators and defaults are no part of these."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self) -> None:
        self.depth = 0
        self.found: list[tuple[int, cst.CSTNode, cst.CSTNode]] = []
        self.line = 0

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, (cst.Annotation, cst.Decorator, cst.Param)):
            return False
        if isinstance(node, cst.Call) and isinstance(node.func, cst.Name) and node.func.value in LEFT_OUT:
            return False
        if isinstance(node, cst.AnnAssign) and self.depth == 0:
            return False
        position = self.get_metadata(PositionProvider, node, None)
        if position is not None:
            self.line = position.start.line
        if self.depth:
            self.found += [
                (self.line, node, other)
                for kind, operator in mutation_operators if isinstance(node, kind) for other in operator(node)
            ]  # fmt: skip
        self.depth += isinstance(node, (cst.FunctionDef, cst.Lambda))
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        self.depth -= isinstance(original_node, (cst.FunctionDef, cst.Lambda))


def mutants(source: str) -> Iterator[dict[str, str | int]]:
    """Each other text that the file could have: which characters, and what instead."""
    module = MetadataWrapper(cst.parse_module(source))
    bodies, seen = _Bodies(), set[tuple[object, ...]]()
    for place, statement in enumerate(module.module.body):
        before = len(module.module.with_changes(body=module.module.body[:place], footer=[]).code)
        old = module.module.code_for_node(statement)
        bodies.found.clear()
        module.resolve_many(_Bodies.METADATA_DEPENDENCIES)
        with bodies.resolve(module):
            statement.visit(bodies)
        for line, node, other in bodies.found:
            changed = module.module.code_for_node(cst.ensure_type(statement.deep_replace(node, other), cst.CSTNode))
            start = next((at for at, (one, two) in enumerate(zip(old, changed, strict=False)) if one != two), None)
            if start is None:
                continue
            most, end = min(len(old), len(changed)) - start, 0
            while end < most and old[-1 - end] == changed[-1 - end]:
                end += 1
            span = before + start, before + len(old) - end, changed[start : len(changed) - end]
            if span not in seen:
                seen.add(span)
                yield {"line": line, "start": span[0], "end": span[1], "instead": span[2]}


if __name__ == "__main__":
    made = {path: list(mutants(Path(path).read_text(encoding="utf-8"))) for path in sys.argv[1:]}
    sys.stdout.write(json.dumps(made))
