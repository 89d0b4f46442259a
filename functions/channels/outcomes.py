"""What may come of handing a message to a provider, whichever it is (docs/adr/0013).

An adapter returns the provider's id of what it took. It raises Refused where the provider will never take it,
Uncertain where it may have, and anything else where it certainly has not, and may the next time.
"""

from collections.abc import Callable

from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ParamValidationError,
    ProxyConnectionError,
    SSLError,
)

from kernel import table

_NEVER_REACHED = (ConnectTimeoutError, EndpointConnectionError, NoCredentialsError, ProxyConnectionError, SSLError)
_TOO_MANY, _SERVERS_FAULT = 429, 500
_STOPPED = {"SendingPausedException": "sending_paused", "AccountSuspendedException": "account_suspended"}


class Refused(Exception):  # noqa: N818 - a verdict, not a fault
    """The provider will never take this message; `reason` is its code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Withheld(Exception):  # noqa: N818 - an outcome, not a fault
    """Certainly not taken, nor is anything else of our account for a while; `reason` is a code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Uncertain(Exception):  # noqa: N818 - an outcome, not a fault
    """It may have been sent."""


def asked_too_often(error: Exception) -> bool:
    """Whether it certainly was not taken because we ask more than we may at this moment, or in a day."""
    if not isinstance(error, ClientError):
        return False
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return status < _SERVERS_FAULT and (status == _TOO_MANY or table.is_transient(error))


def _withheld(error: ClientError) -> str | None:
    """Why SES takes no mail of our account at all, if so: it says with the same code that we are too fast.

    https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas-errors.html has its words.
    """
    said = error.response["Error"]
    if "daily message quota exceeded" in said.get("Message", "").lower():
        return "daily_quota"
    return _STOPPED.get(said["Code"])


def of_aws[T](call: Callable[[], T]) -> T:
    """What a call of AWS that sends answers.

    Raises Refused, Uncertain, or what says that it was certainly not sent: Withheld, where nothing else would be.
    """
    try:
        return call()
    except ClientError as error:
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        if status >= _SERVERS_FAULT:
            raise Uncertain from error
        if (withheld := _withheld(error)) is not None:
            raise Withheld(withheld) from error
        if table.is_transient(error) or status == _TOO_MANY:
            raise
        raise Refused(error.response["Error"]["Code"]) from error
    except ParamValidationError as error:
        raise Refused("ParamValidation") from error
    except _NEVER_REACHED:
        raise
    except Exception as error:
        raise Uncertain from error
