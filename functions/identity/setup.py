"""A new company: its settings, default catalogues, first department and administrator, whole or not at all."""

from typing import Annotated

from pydantic import Field

from catalogs import rules as catalogs
from catalogs.model import adding
from identity.model import TenantItem
from identity.rules import Department, Employee
from identity.service import founding, hiring
from kernel import clock, ids, keys, table
from kernel.fields import Code, Email, Frozen, Line
from kernel.ids import TENANT_PATTERN
from kernel.problems import Problem


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
    """Open a tenant; the administrator's login follows through the stream. Problem `code_taken` if there is one."""
    now = clock.now()
    department = Department(id=ids.new(now), code="HQ", name=order.department)
    admin = Employee(id=ids.new(now), **order.admin.model_dump(), department=department.id, role="admin")
    taken = Problem("code_taken", code=order.tenant)
    listed = TenantItem(keys.tenants(), order.tenant, name=order.name, admins=0)
    settings = TenantItem(keys.settings(order.tenant), keys.TENANT, name=order.name, admins=1)
    entries = [adding(order.tenant, kind, e) for kind, found in catalogs.defaults().items() for e in found]
    table.write(
        table.create(listed, taken),
        table.create(settings),
        *founding(order.tenant, department),
        *hiring(order.tenant, admin),
        *entries,
    )
    return TenantCreated(tenant=order.tenant, employee=admin.id, department=department.id)
