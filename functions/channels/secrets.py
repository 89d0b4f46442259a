"""What a company must keep to itself to write over a channel: in AWS Secrets Manager, below one prefix.

A function may read and write what has this prefix and nothing else; who administers a company writes it, and never
reads it back.
"""

import json
from collections.abc import Mapping

from botocore.exceptions import ClientError

from kernel import aws, config

_THERE, _ABSENT = "ResourceExistsException", "ResourceNotFoundException"


def name_of(tenant: str, channel: str) -> str:
    """What a company's secret of a channel is called."""
    return f"{config.channel_secrets()}/{tenant}/{channel}"


def read(tenant: str, channel: str) -> Mapping[str, str] | None:
    """The secret as it is now; None where nobody has written one."""
    try:
        answer = aws.secrets().get_secret_value(SecretId=name_of(tenant, channel))
    except ClientError as error:
        if error.response["Error"]["Code"] == _ABSENT:
            return None
        raise
    found: Mapping[str, str] = json.loads(answer["SecretString"])
    return found


def replace(tenant: str, channel: str, secret: Mapping[str, str]) -> None:
    """Write a secret that is there."""
    aws.secrets().put_secret_value(SecretId=name_of(tenant, channel), SecretString=json.dumps(secret))


def write(tenant: str, channel: str, secret: Mapping[str, str]) -> None:
    """Write a secret, be it the first."""
    try:
        aws.secrets().create_secret(Name=name_of(tenant, channel), SecretString=json.dumps(secret))
    except ClientError as error:
        if error.response["Error"]["Code"] != _THERE:
            raise
        replace(tenant, channel, secret)
