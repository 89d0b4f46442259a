"""From which addresses a company may write.

Leadstream's own domain serves all companies: there each has its own name, and `name+anything`. Any other address, or
its domain, has to be an identity that SES has verified, and whose tag `tenant` says whose it is: that somebody has
verified it says nothing of who that was.
"""

from email.utils import parseaddr

from botocore.exceptions import ClientError

from kernel import aws, config
from kernel.problems import invalid


def require(tenant: str, address: str) -> None:
    """422 unless mail of this company may come from the address."""
    local, _, domain = address.rpartition("@")
    if not address.isascii():
        raise invalid("/address", "sender_unverified", address=address)
    if domain == parseaddr(config.mail_from())[1].rpartition("@")[2].lower():
        if local.partition("+")[0] != tenant:
            raise invalid("/address", "sender_foreign", tenant=tenant, domain=domain)
        return
    if not any(_is_verified(tenant, identity) for identity in (address, domain)):
        raise invalid("/address", "sender_unverified", address=address)


def _is_verified(tenant: str, identity: str) -> bool:
    try:
        found = aws.ses().get_email_identity(EmailIdentity=identity)
    except ClientError as error:
        if error.response["Error"]["Code"] == "NotFoundException":
            return False
        raise
    tags = {one["Key"]: one["Value"] for one in found.get("Tags", ())}
    return bool(found.get("VerifiedForSendingStatus")) and tags.get("tenant") == tenant
