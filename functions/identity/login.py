"""Logins follow employees: made, enabled and disabled as the table says, however often it says it."""

from collections.abc import Sequence
from dataclasses import dataclass

from kernel import aws, config, keys
from kernel.fold import Change, Image


@dataclass(frozen=True)
class Holder:
    """What a login needs to know of an employee."""

    id: str
    email: str
    active: bool


def react(pk: str, changes: Sequence[Change]) -> None:
    """Bring the logins in line with the employees, change by change."""
    tenant = keys.tenant_of(pk)
    for change in changes:
        after = _holder(change.after)
        if tenant and after:
            ensure(tenant, after, _holder(change.before))


def _holder(image: Image | None) -> Holder | None:
    if image is None:
        return None
    value = image["value"]
    return Holder(value["id"], value["email"], bool(value["active"]))


def ensure(tenant: str, employee: Holder, before: Holder | None) -> None:
    """Make the login of a new employee, or switch it on or off with the employee."""
    if before is not None and before.active == employee.active:
        return
    pool, cognito = config.user_pool_id(), aws.cognito()
    if not _has_login(tenant, employee):
        if employee.active:
            _create(tenant, employee)
    elif employee.active:
        cognito.admin_enable_user(UserPoolId=pool, Username=employee.email)
    else:
        cognito.admin_disable_user(UserPoolId=pool, Username=employee.email)


def _has_login(tenant: str, employee: Holder) -> bool:
    """Whether the login of this address is theirs: the address may have one in another company, never to be touched."""
    cognito = aws.cognito()
    try:
        user = cognito.admin_get_user(UserPoolId=config.user_pool_id(), Username=employee.email)
    except cognito.exceptions.UserNotFoundException:
        return False
    attributes = {attribute["Name"]: attribute.get("Value") for attribute in user["UserAttributes"]}
    return (attributes.get("custom:tenant"), attributes.get("custom:employee")) == (tenant, employee.id)


def _create(tenant: str, employee: Holder) -> None:
    """The attributes that name tenant and employee are set here alone: no app client may write them."""
    cognito = aws.cognito()
    attributes = {
        "email": employee.email, "email_verified": "true", "custom:tenant": tenant, "custom:employee": employee.id,
    }  # fmt: skip
    try:
        cognito.admin_create_user(
            UserPoolId=config.user_pool_id(), Username=employee.email, DesiredDeliveryMediums=["EMAIL"],
            UserAttributes=[{"Name": name, "Value": value} for name, value in attributes.items()],
        )  # fmt: skip
    except cognito.exceptions.UsernameExistsException:
        return  # a login of another company
