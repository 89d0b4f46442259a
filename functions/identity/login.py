"""Logins follow employees: made, enabled and disabled as the table says, however often it says it."""

from collections.abc import Sequence

from identity.rules import Employee
from kernel import aws, config, keys
from kernel.fold import Change


def react(pk: str, changes: Sequence[Change]) -> None:
    """Bring the logins in line with the employees, change by change."""
    tenant = keys.tenant_of(pk)
    for change in changes:
        if tenant and change.after is not None:
            before = Employee.model_validate(change.before["value"]) if change.before else None
            ensure(tenant, Employee.model_validate(change.after["value"]), before)


def ensure(tenant: str, employee: Employee, before: Employee | None) -> None:
    """Make the login of a new employee, or switch it on or off with the employee.

    The attributes that name tenant and employee are set here alone: no app client may write them.
    """
    pool, cognito = config.user_pool_id(), aws.cognito()
    if before is None:
        attributes = {
            "email": employee.email, "email_verified": "true", "custom:tenant": tenant, "custom:employee": employee.id,
        }  # fmt: skip
        try:
            cognito.admin_create_user(
                UserPoolId=pool, Username=employee.email, DesiredDeliveryMediums=["EMAIL"],
                UserAttributes=[{"Name": name, "Value": value} for name, value in attributes.items()],
            )  # fmt: skip
        except cognito.exceptions.UsernameExistsException:
            return  # a repeat of the same creation, or a login of another company: never taken over
    elif before.active and not employee.active:
        cognito.admin_disable_user(UserPoolId=pool, Username=employee.email)
    elif employee.active and not before.active:
        cognito.admin_enable_user(UserPoolId=pool, Username=employee.email)
