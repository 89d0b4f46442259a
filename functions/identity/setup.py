"""A new company: its default catalogues, settings, first department and administrator, whole or not at all."""

from collections.abc import Iterator
from itertools import batched
from typing import Annotated

from pydantic import Field

from catalogs.defaults import defaults
from catalogs.model import beginning
from identity.model import TenantItem
from identity.rules import Department, Employee
from identity.writing import founding, hiring
from kernel import clock, ids, keys, table
from kernel.fields import Code, Email, Frozen, Line
from kernel.ids import TENANT_PATTERN
from kernel.problems import Problem
from kernel.table import Write
from vouchers.defaults import books
from vouchers.model import beginning as beginning_book

_ACTIONS = 100
"""Writes that a transaction can have."""


class Administrator(Frozen):
    """The first employee."""

    code: Code = "ADMIN"
    name: Annotated[Line, Field(max_length=120)]
    email: Annotated[Email, Field(max_length=128)]


class TenantCreate(Frozen):
    """What an operator says to open a company's account."""

    tenant: Annotated[str, Field(pattern=TENANT_PATTERN)]
    name: Annotated[Line, Field(max_length=200)]
    department: Annotated[Line, Field(max_length=120)] = "Ban giám đốc"
    admin: Administrator


class TenantCreated(Frozen):
    """The new company's first ids."""

    tenant: str
    employee: str
    department: str


def create(order: TenantCreate) -> TenantCreated:
    """Open a tenant; the administrator's login follows through the stream. Problem `code_taken` if there is one.

    The catalogues are too much for one transaction. They go first: while nobody is an employee nobody sees them, and
    who tries again after a crash writes the same ones once more. Each part is written only while there is no tenant.
    """
    now = clock.now()
    department = Department(id=ids.new(now), code="HQ", name=order.department)
    admin = Employee(id=ids.new(now), **order.admin.model_dump(), department=department.id, role="admin")
    taken = Problem("code_taken", code=order.tenant)
    for part in batched(_entries(order.tenant), _ACTIONS - 1, strict=False):
        table.write(table.check((keys.tenants(), order.tenant), TenantItem.pk.does_not_exist(), taken), *part)
    listed = TenantItem(keys.tenants(), order.tenant, name=order.name, admins=0)
    settings = TenantItem(keys.settings(order.tenant), keys.TENANT, name=order.name, admins=1)
    table.write(
        table.create(listed, taken),
        table.create(settings),
        *founding(order.tenant, department),
        *hiring(order.tenant, admin),
        *(write for book in books() for write in beginning_book(order.tenant, book)),
    )
    return TenantCreated(tenant=order.tenant, employee=admin.id, department=department.id)


def _entries(tenant: str) -> Iterator[Write]:
    return (beginning(tenant, kind, entry) for kind, found in defaults().items() for entry in found)
