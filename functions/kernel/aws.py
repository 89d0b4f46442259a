"""Clients, each made once per process and only when first used."""

from functools import cache
from typing import TYPE_CHECKING, Any, cast

from botocore.config import Config
from botocore.session import get_session

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Protocol

    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sqs import SQSClient

    class Mailer(Protocol):
        """What we use of Amazon SES (API version 2)."""

        def send_email(self, **_: object) -> Mapping[str, str]:
            """Accept one message for sending; answers its MessageId."""
            ...

        def get_email_identity(self, *, EmailIdentity: str) -> Mapping[str, Any]:  # noqa: N803 - AWS's name
            """What there is of an address or domain that mail may come from."""
            ...

    class MailAccount(Protocol):
        """What Amazon SES tells of our account."""

        def get_account(self) -> Mapping[str, Any]:
            """Answers SendQuota and SendingEnabled; once a second at most."""
            ...

    class Vault(Protocol):
        """What we use of AWS Secrets Manager."""

        def get_secret_value(self, *, SecretId: str) -> Mapping[str, str]:  # noqa: N803 - AWS's own name
            """Answers SecretString."""
            ...

        def put_secret_value(self, *, SecretId: str, SecretString: str) -> object:  # noqa: N803
            """Replace a secret."""
            ...

        def create_secret(self, *, Name: str, SecretString: str) -> object:  # noqa: N803
            """Write a secret that is not there."""
            ...


@cache
def _client(service: str, region: str | None = None, attempts: int = 4) -> object:
    """A botocore client; the endpoint and region come from the standard AWS environment variables."""
    config = Config(retries={"mode": "standard", "total_max_attempts": attempts}, connect_timeout=3, read_timeout=20)
    if service == "s3":
        config = config.merge(Config(signature_version="s3v4", s3={"addressing_style": "path"}))
    return get_session().create_client(service, region_name=region, config=config)


def s3() -> "S3Client":
    """Amazon S3."""
    return cast("S3Client", _client("s3"))


def dynamodb() -> "DynamoDBClient":
    """Amazon DynamoDB, for who needs neither models nor conditions: `kernel.table` has the client of all others."""
    return cast("DynamoDBClient", _client("dynamodb"))


def sqs() -> "SQSClient":
    """Amazon SQS."""
    return cast("SQSClient", _client("sqs"))


def sns(region: str) -> "SNSClient":
    """Amazon SNS in the region of a topic."""
    return cast("SNSClient", _client("sns", region))


def ses() -> "Mailer":
    """Amazon SES. It never asks twice by itself: to send is the one call that may not be repeated unseen."""
    return cast("Mailer", _client("sesv2", attempts=1))


def mail_account() -> "MailAccount":
    """What Amazon SES allows our account; not asked twice either, for it answers once a second."""
    return cast("MailAccount", _client("sesv2", attempts=1))


def texting() -> "SNSClient":
    """Amazon SNS for text messages, in our own region; like SES it never asks twice by itself."""
    return cast("SNSClient", _client("sns", attempts=1))


def secrets() -> "Vault":
    """AWS Secrets Manager."""
    return cast("Vault", _client("secretsmanager"))


def cognito() -> "CognitoIdentityProviderClient":
    """Amazon Cognito user pools."""
    return cast("CognitoIdentityProviderClient", _client("cognito-idp"))
