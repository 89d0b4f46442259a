"""What a new record is made of, whoever makes it."""

import secrets
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from catalogs.asking import form
from catalogs.forms import check
from catalogs.model import entries
from catalogs.requirement import Requirement
from catalogs.rules import Entry
from customers.rules import Customer, CustomerFields, Relationship
from kernel import clock, ids
from kernel.access import Viewer
from kernel.phones import dialled

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def beginning[F: CustomerFields](
    tenant: str, body: F, relationship: Relationship, known: Mapping[str, Any] = MappingProxyType({})
) -> tuple[F, Entry | None]:
    """What a new record begins with: its answers are as the form wants them.

    And the stage, if it is not the one that was asked for: a lead of which nothing is said begins in the first in use.
    """
    first = None
    if relationship == "lead" and "stage" not in body.model_fields_set:
        first = next((item.value for item in entries(tenant, "stages") if item.value.active), None)
    stage = first.code if first else body.stage
    return body.model_copy(update={**known, "stage": stage, "requirement": fitting(tenant, body)}), first


def made(
    viewer: Viewer, fields: CustomerFields, relationship: Relationship, code: str | None, owner: tuple[str, str],
    record: str | None = None,
) -> Customer:  # fmt: skip
    """A record that begins now; `owner` with the department they work in. Without a code it gets one, and an id."""
    now = clock.now()
    written = fields.model_dump(include=set(CustomerFields.model_fields)) | {"requirement": fields.requirement}
    return Customer.model_validate({
        **written, "id": record or ids.new(now), "code": code or _fresh_code(), "relationship": relationship,
        "owner": owner[0], "department": owner[1], "numbers": dialled(fields.phones), "created_at": now,
        "created_by": viewer.employee, "updated_at": now, "updated_by": viewer.employee,
    })  # fmt: skip


def _fresh_code() -> str:
    """Eight letters and digits that nobody confuses: a clash in a million records is one in a million."""
    return "L-" + "".join(secrets.choice(_ALPHABET) for _ in range(8))


def fitting(tenant: str, fields: CustomerFields) -> Requirement | None:
    """The answers as they are to be kept; 422 when they do not fit the company's form (B6)."""
    return check(form(tenant).value, fields.requirement) if fields.requirement else None
