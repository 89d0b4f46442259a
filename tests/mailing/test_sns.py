import pytest

from local import sns as local_sns
from local.sns import Sender
from mailing import sns
from mailing.rejected import Rejected
from mailing.sns import read, verify
from tests.mailing.postbox import BUILDERS, KEY, NOW, SENDER, TOPIC, Web, accept, notification, refuse


@pytest.mark.parametrize("version", ["1", "2"])
@pytest.mark.parametrize("kind", BUILDERS)
def test_what_sns_signed_is_accepted(kind: str, version: str) -> None:
    accept(BUILDERS[kind](version))


@pytest.mark.parametrize("kind", BUILDERS)
def test_what_sns_signed_is_accepted_as_it_comes_over_http(kind: str) -> None:
    message = BUILDERS[kind]("2")
    received = read(local_sns.encode(message))
    assert received == {name: value for name, value in message.items() if name != "UnsubscribeURL"}
    accept(received)


def test_the_string_to_sign_is_the_documented_one() -> None:
    message = {
        "Type": "Notification",
        "MessageId": "4d4dc071-ddbf-465d-bba8-08f81c89da64",
        "Subject": "My subject",
        "Message": "My Test Message",
        "TopicArn": "arn:aws:sns:us-east-2:123456789012:s4-MySNSTopic-1G1WEFCOXTC0P",
        "Timestamp": "2012-06-05T04:37:04.321Z",
    }
    documented = (
        "Message\nMy Test Message\nMessageId\n4d4dc071-ddbf-465d-bba8-08f81c89da64\nSubject\nMy subject\n"
        "Timestamp\n2012-06-05T04:37:04.321Z\n"
        "TopicArn\narn:aws:sns:us-east-2:123456789012:s4-MySNSTopic-1G1WEFCOXTC0P\nType\nNotification\n"
    )
    assert local_sns.string_to_sign(message) == documented
    assert sns._string_to_sign(message | dict.fromkeys(sns._SIGNATURE, "")) == documented.encode()


@pytest.mark.parametrize(
    ("topic", "host"),
    [
        ("arn:aws-cn:sns:cn-north-1:123456789012:mail", "https://sns.cn-north-1.amazonaws.com.cn/"),
        ("arn:aws-us-gov:sns:us-gov-west-1:123456789012:mail", "https://sns.us-gov-west-1.amazonaws.com/"),
    ],
)
def test_other_partitions_have_hosts_of_their_own(topic: str, host: str) -> None:
    sender = Sender(topic, topic.split(":")[3], KEY, SENDER.cert)
    message = sender.notification("body", at=NOW)
    assert message["SigningCertURL"].startswith(host)
    accept(message, sender)


# --- what was altered ---
@pytest.mark.parametrize("version", ["1", "2"])
@pytest.mark.parametrize(
    ("kind", "name"),
    [
        *(("notification with a subject", name) for name in ("Message", "MessageId", "Subject")),
        *(("subscription", name) for name in ("Message", "MessageId", "SubscribeURL", "Token")),
        *(("unsubscription", name) for name in ("Message", "MessageId", "SubscribeURL", "Token")),
    ],
)
def test_an_altered_field_is_refused(kind: str, name: str, version: str) -> None:
    message = BUILDERS[kind](version)
    assert refuse(message | {name: message[name] + "x"}) == "signature"


@pytest.mark.parametrize("kind", BUILDERS)
def test_an_altered_time_is_refused(kind: str) -> None:
    assert refuse(BUILDERS[kind]("2") | {"Timestamp": "2026-03-02T04:00:01.000Z"}) == "signature"


def test_another_topic_of_ours_is_refused() -> None:
    other = TOPIC + "-2"
    with pytest.raises(Rejected, match="signature"):
        verify(notification(TopicArn=other), Web(SENDER.pem), frozenset({TOPIC, other}), NOW)


def test_another_type_is_refused() -> None:
    assert refuse(SENDER.subscription_confirmation(at=NOW) | {"Type": "UnsubscribeConfirmation"}) == "signature"
    assert refuse(SENDER.subscription_confirmation(at=NOW) | {"Type": "Notification"}) == "signature"


def test_a_subject_added_or_taken_away_is_refused() -> None:
    assert refuse(notification(Subject="Chào")) == "signature"
    message = SENDER.notification("body", subject="Chào", at=NOW)
    del message["Subject"]
    assert refuse(message) == "signature"


def test_one_version_is_not_taken_for_the_other() -> None:
    assert refuse(notification(SignatureVersion="1")) == "signature"
    assert refuse(SENDER.notification("body", "1", at=NOW) | {"SignatureVersion": "2"}) == "signature"


@pytest.mark.parametrize("version", ["0", "3", "", "02", " 2", "SHA256"])
def test_an_unknown_signature_version_is_refused(version: str) -> None:
    assert refuse(notification(SignatureVersion=version), asks=False) == "version"


@pytest.mark.parametrize("signature", ["", "AAAA", "A" * 344, "A" * 100_000])
def test_a_signature_of_nothing_is_refused(signature: str) -> None:
    assert refuse(notification(Signature=signature)) == "signature"


@pytest.mark.parametrize("signature", ["not base64!", "AAA", "AAAA\n", "é"])
def test_a_signature_that_is_not_base64_is_refused(signature: str) -> None:
    assert refuse(notification(Signature=signature), asks=False) == "malformed"


def test_a_line_break_cannot_make_two_fields_of_one() -> None:
    whole = SENDER.notification("a\nMessageId\nb\nSubject", at=NOW)
    split = whole | {"Message": "a", "MessageId": "b", "Subject": f"MessageId\n{whole['MessageId']}"}
    assert local_sns.string_to_sign(split) == local_sns.string_to_sign(whole)
    accept(whole)
    assert refuse(split, asks=False) == "malformed"


@pytest.mark.parametrize("kind", ["notification", "", "Notification ", "Alarm"])
def test_an_unknown_type_is_refused(kind: str) -> None:
    assert refuse(notification(Type=kind), asks=False) == "type"


@pytest.mark.parametrize("kind", BUILDERS)
def test_a_missing_field_is_refused(kind: str) -> None:
    message = BUILDERS[kind]("2")
    for name in message.keys() - {"UnsubscribeURL", "Subject"}:
        short = {key: value for key, value in message.items() if key != name}
        assert refuse(short, asks=False) == ("type" if name == "Type" else "malformed")


@pytest.mark.parametrize("value", [None, 7, True, ["body"], {"a": "b"}])
@pytest.mark.parametrize("name", ["Message", "Subject", "Type", "Signature", "TopicArn", "SignatureVersion"])
def test_a_value_that_is_not_text_is_refused(name: str, value: object) -> None:
    assert refuse({**notification(), name: value}, asks=False) == "malformed"


def test_text_that_no_encoding_has_is_refused() -> None:
    assert refuse(notification(Message="\ud800"), asks=False) == "malformed"
