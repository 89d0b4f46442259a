"""Logins follow employees: made, enabled and disabled as the table says, however often it says it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kernel import aws, config, keys, table
from kernel.fold import Change, Image
from kernel.table import Key
from kernel.values import decode_image


@dataclass(frozen=True)
class Holder:
    """What a login needs to know of an employee."""

    id: str
    email: str
    active: bool


def react(pk: str, changes: Sequence[Change]) -> None:
    """Bring the logins in line with the employees who came or changed."""
    tenant = keys.tenant_of(pk)
    for change in changes:
        before, after = _holder(change.before), _holder(change.after)
        if tenant and after and after != before:
            ensure(tenant, (pk, change.sk), {one.email for one in (before, after) if one})


def _holder(image: Image | None) -> Holder | None:
    if not image:
        return None
    value = image["value"]
    return Holder(value["id"], value["email"], bool(value["active"]))


def ensure(tenant: str, where: Key, addresses: set[str]) -> None:
    """Make the login of an employee, switch it on or off with them, and take away theirs by another of `addresses`.

    What the table says now decides, for an old change may come by again. An address that somebody in another company
    signs in by gets no login here: then that by the old one stays.
    """
    found = table.read(where, consistent=True)
    now = _holder(decode_image(found)) if found else None
    if now is None:
        return
    there = _is_there(tenant, now)
    for address in addresses - {now.email} if there or not now.active else ():
        if _has_login(tenant, replace(now, email=address)):
            aws.cognito().admin_delete_user(UserPoolId=config.user_pool_id(), Username=address)


def _is_there(tenant: str, employee: Holder) -> bool:
    """Whether the employee's login is as it has to be; not if they are to have one and cannot."""
    pool, cognito = config.user_pool_id(), aws.cognito()
    if not _has_login(tenant, employee):
        return employee.active and _create(tenant, employee)
    if employee.active:
        cognito.admin_enable_user(UserPoolId=pool, Username=employee.email)
    else:
        cognito.admin_disable_user(UserPoolId=pool, Username=employee.email)
    return True


def _has_login(tenant: str, employee: Holder) -> bool:
    """Whether the login of this address is theirs: the address may have one in another company, never to be touched."""
    cognito = aws.cognito()
    try:
        user = cognito.admin_get_user(UserPoolId=config.user_pool_id(), Username=employee.email)
    except cognito.exceptions.UserNotFoundException:
        return False
    attributes = {attribute["Name"]: attribute.get("Value") for attribute in user["UserAttributes"]}
    return (attributes.get("custom:tenant"), attributes.get("custom:employee")) == (tenant, employee.id)


def _create(tenant: str, employee: Holder) -> bool:
    """Whether the address was free. What names tenant and employee is set here alone: no app client may write it."""
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
        return False  # a login of another company
    return True
