"""What a handler's code can ask of AWS, read from the code alone: a test that does not come by hides nothing.

A name that a definition mentions counts as used, and so do all methods of a class: more than really happens. A method
is not followed from a variable that holds an object whose class is named nowhere on the way. How a definition is told
apart from its module is what keeps it near: a table of functions counts only where somebody names the table. Of a call
the action is known; its place, and that S3 is asked to list, is heard by tests/serving/serving.py alone.
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

FUNCTIONS = Path(__file__).parents[2] / "functions"
OF_TABLE = {
    "put": "PutItem", "place": "PutItem", "create": "PutItem", "update": "UpdateItem", "delete": "DeleteItem",
    "check": "ConditionCheckItem", "read": "GetItem", "get": "GetItem", "get_many": "BatchGetItem", "page": "Query",
    "first": "Query", "every": "Query", "batch": "BatchWriteItem",
}  # fmt: skip
"""What `kernel.table` asks, by its function: its one `write` sends what the others made."""
OF_CLIENTS = {
    "s3:GetObject": ("get_object", "head_object", "copy_object"),
    "s3:PutObject": ("put_object", "copy_object", "create_multipart_upload", "upload_part", "generate_presigned_post"),
    "s3:DeleteObject": ("delete_object",),
    "s3:AbortMultipartUpload": ("abort_multipart_upload",),
    "sqs:SendMessage": ("send_message",),
    "sqs:GetQueueAttributes": ("get_queue_attributes",),
    "ses:SendEmail": ("send_email",),
    "ses:GetAccount": ("get_account",),
    "ses:GetEmailIdentity": ("get_email_identity",),
    "sns:Publish": ("publish",),
    "sns:ConfirmSubscription": ("confirm_subscription",),
    "secretsmanager:GetSecretValue": ("get_secret_value",),
    "secretsmanager:PutSecretValue": ("put_secret_value",),
    "secretsmanager:CreateSecret": ("create_secret",),
    "dynamodb:GetItem": ("get_item",),
    "cognito-idp:AdminCreateUser": ("admin_create_user",),
    "cognito-idp:AdminDeleteUser": ("admin_delete_user",),
    "cognito-idp:AdminDisableUser": ("admin_disable_user",),
    "cognito-idp:AdminEnableUser": ("admin_enable_user",),
    "cognito-idp:AdminGetUser": ("admin_get_user",),
}
"""An action, and the calls of boto's clients that it allows; a link's call is named by a string."""

KNOWN = frozenset(OF_CLIENTS) | {f"dynamodb:{one}" for one in OF_TABLE.values()}

type Definition = tuple[ast.stmt, ...]


def _module(path: Path) -> str:
    return ".".join(path.with_suffix("").relative_to(FUNCTIONS).parts).removesuffix(".__init__")


@cache
def _trees() -> dict[str, ast.Module]:
    return {_module(path): ast.parse(path.read_text(encoding="utf-8")) for path in FUNCTIONS.rglob("*.py")}


@cache
def _imports(module: str) -> dict[str, str]:
    """What a module's names from elsewhere stand for."""
    found: dict[str, str] = {}
    for node in ast.walk(_trees()[module]):
        if isinstance(node, ast.ImportFrom):
            found |= {one.asname or one.name: f"{node.module}.{one.name}" for one in node.names}
        elif isinstance(node, ast.Import):
            found |= {one.asname or one.name.split(".")[0]: one.name if one.asname else one.name.split(".")[0]
                      for one in node.names}  # fmt: skip
    return found


@cache
def _definitions(module: str) -> dict[str, Definition]:
    """Functions, classes and assigned names of a module; "" is what else it does when it is imported."""
    found: dict[str, Definition] = {"": ()}
    for node in _trees()[module].body:
        for name in _names(node):
            found[name] = (*found.get(name, ()), node)
    return found


def _names(node: ast.stmt) -> list[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.Assign(targets=targets):
            return [one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=name)) | ast.TypeAlias(name=ast.Name(id=name)):
            return [name]
        case ast.Import() | ast.ImportFrom() | ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return []
        case _:
            return [""]


@cache
def _mentions(module: str, name: str) -> frozenset[str]:
    """The dotted names that a definition uses, as full as can be."""
    found: set[str] = set()
    for node in _definitions(module)[name]:
        found |= set(_dotted(module, node)) - _own(module, node)
    return frozenset(found)


def _own(module: str, node: ast.AST) -> set[str]:
    """What a function calls its arguments and variables: they hide what has their names outside."""
    if not isinstance(node, ast.FunctionDef):
        return set()
    inner = list(ast.walk(node))
    names = {one.arg for one in inner if isinstance(one, ast.arg)}
    names |= {one.id for one in inner if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}
    return {f"{module}.{name}" for name in names}


def _dotted(module: str, node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.arg):
        return  # its annotation calls nothing
    if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Store):
        yield _imports(module).get(node.id, f"{module}.{node.id}")
    if isinstance(node, ast.Attribute) and (base := _base(module, node)):
        yield base
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and "." in node.value:
        yield from _named(node.value)
    for field, value in ast.iter_fields(node):
        if field in {"returns", "annotation"}:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _dotted(module, child)


@cache
def _named(text: str) -> frozenset[str]:
    """Everything in the module that a string names, or in all modules below: some are imported when asked for."""
    found = [name for name in _trees() if name == text or (text.endswith(".") and name.startswith(text))]
    return frozenset(f"{name}.{one}" for name in found for one in _definitions(name) if one)


def _base(module: str, node: ast.Attribute) -> str | None:
    parts, inner = [node.attr], node.value
    while isinstance(inner, ast.Attribute):
        parts, inner = [inner.attr, *parts], inner.value
    if not isinstance(inner, ast.Name) or inner.id not in _imports(module):
        return None
    return ".".join([_imports(module)[inner.id], *parts])


@cache
def _resolved(dotted: str) -> tuple[str, str] | None:
    """(module, definition) of a dotted name; through what a module has from another."""
    module, _, name = dotted.rpartition(".")
    while module:
        if module in _trees():
            first = name.partition(".")[0]
            if first in _definitions(module):
                return module, first
            onward = _imports(module).get(first)
            return _resolved(onward) if onward and onward != dotted else None
        module, _, more = module.rpartition(".")
        name = f"{more}.{name}"
    return None


@cache
def _asked(module: str, name: str) -> frozenset[str]:
    """The calls of clients that a definition makes."""
    nodes = [node for one in _definitions(module)[name] for node in ast.walk(one)]
    attributes = [node for node in nodes if isinstance(node, ast.Attribute)]
    words = {node.attr for node in attributes if not _resolved(_base(module, node) or "")}
    words |= {str(node.value) for node in nodes if isinstance(node, ast.Constant)}
    return frozenset(action for action, calls in OF_CLIENTS.items() if words & set(calls))


@cache
def _further(module: str, name: str) -> list[tuple[str, str]]:
    """The definitions that one leads to; whoever uses a module has imported it."""
    return sorted({one for one in map(_resolved, _mentions(module, name)) if one} | {(module, "")})


def _routes(module: str) -> set[str]:
    """What a decorator has entered somewhere, as `@app.get` does."""
    return {name for name, nodes in _definitions(module).items() for node in nodes
            if isinstance(node, ast.FunctionDef) and node.decorator_list}  # fmt: skip


def ways(handler: str) -> dict[str, list[str]]:
    """Each action that a handler can come to, and the way there."""
    module, _, entrance = handler.rpartition(".")
    todo = [((module, name), [f"{module}.{name}"]) for name in sorted({entrance, ""} | _routes(module))]
    seen: set[tuple[str, str]] = set()
    found: dict[str, list[str]] = {}
    while todo:
        place, way = todo.pop(0)
        if place in seen:
            continue
        seen.add(place)
        if place[0] == "kernel.table":
            if place[1] in OF_TABLE:
                found.setdefault(f"dynamodb:{OF_TABLE[place[1]]}", way)
            continue
        for action in _asked(*place):
            found.setdefault(action, way)
        todo += [(one, [*way, ".".join(one)]) for one in _further(*place) if one not in seen]
    return found
