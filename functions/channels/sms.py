"""Text messages, through Amazon SNS to a phone number.

https://docs.aws.amazon.com/sns/latest/dg/sms_publish-to-phone.html has the attributes. SNS tells nobody but its own
logs what became of a message: so one whose sending ended in uncertainty is not sent again (`contents.Sms.told`).
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from channels.contents import Sms
from channels.outcomes import of_aws
from kernel import aws
from outbox.rules import Message

if TYPE_CHECKING:
    from mypy_boto3_sns.type_defs import MessageAttributeValueTypeDef


def send(_tenant: str, _message: Message, sms: Sms) -> str:
    """The id that SNS gave it. Raises as `outcomes` says."""
    sent = of_aws(
        lambda: aws.texting().publish(PhoneNumber=sms.to, Message=sms.text, MessageAttributes=_attributes(sms))
    )
    return sent["MessageId"]


def _attributes(sms: Sms) -> "Mapping[str, MessageAttributeValueTypeDef]":
    given = {"SMSType": ("String", "Promotional" if sms.promotional else "Transactional")}
    if sms.sender_id:
        given["SenderID"] = ("String", sms.sender_id)
    if sms.max_price:
        given["MaxPrice"] = ("Number", sms.max_price)
    return {f"AWS.SNS.SMS.{name}": {"DataType": kind, "StringValue": value} for name, (kind, value) in given.items()}
