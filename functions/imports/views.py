"""Imports as answers show them."""

from collections.abc import Mapping, Sequence
from typing import Any

from imports import mapping, telling, upload
from imports.columns import FIELDS, Kind
from imports.model import ImportItem
from imports.plans import Told
from imports.rules import Reason
from imports.schemas import FieldView, ImportView, SheetList, SheetView, ToldView, Upload, Why
from kernel.access import Viewer
from kernel.messages import PROBLEMS
from kernel.problems import Language, Problem


def shown(viewer: Viewer, item: ImportItem, language: Language, *, form: bool = True) -> ImportView:
    """An import, with a fresh form while its file is awaited."""
    value = item.value
    fields = value.model_dump(include=set(ImportView.model_fields) - {"reason", "upload", "missing"})
    made = upload.form(viewer.tenant, value) if form and value.state == "awaiting_file" else None
    return ImportView(
        **fields,
        upload=Upload(url=made.url, fields=made.fields) if made else None,
        missing=mapping.missing(value.kind, value.options) if value.options else (),
        reason=why(value.reason, language) if value.reason else None,
        version=item.version,
    )


def why(reason: Reason, language: Language) -> Why:
    """Why a file was refused or an import has failed, in the caller's language."""
    code = reason.code if reason.code in PROBLEMS else "internal"
    values: dict[str, Any] = dict(reason.values)
    problem = Problem(code, **values)
    return Why(code=reason.code, message=str(problem.body(language, "")["detail"]))


def sheets(kind: Kind, looks: Sequence[Mapping[str, Any]], language: Language) -> SheetList:
    """What the file holds, and what its columns may be mapped to."""
    fields = (
        FieldView(field=name, name=field.en if language == "en" else field.vi, look=field.look, required=field.required)
        for name, field in FIELDS[kind].items()
    )
    return SheetList(items=tuple(SheetView.model_validate(look) for look in looks), fields=tuple(fields))


def told(one: Told, language: Language) -> ToldView:
    """What is said of a row, in the caller's language."""
    said = telling.told(one, language)
    return ToldView(
        code=one.code, column=one.column, field=one.field, value=one.value, message=said.why, mend=said.mend or None
    )
