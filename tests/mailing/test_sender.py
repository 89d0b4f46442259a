from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives import serialization

from local import sns as local_sns
from local.sns import certify, new
from mailing.sns import verify
from tests.mailing.postbox import DAY, NAME, NOW, TOPIC, TOPICS, Web


def test_a_kept_sender_is_the_same_after_a_restart(tmp_path: Path) -> None:
    first = local_sns.kept(TOPIC, tmp_path / "stack")
    again = local_sns.kept(TOPIC, tmp_path / "stack")
    assert first.pem == again.pem
    assert (tmp_path / "stack" / "sns.key").stat().st_mode & 0o777 == 0o600
    now = datetime.now(UTC)
    verify(again.notification("body"), Web(first.pem), TOPICS, now)


def test_a_sender_about_to_expire_is_made_anew(tmp_path: Path) -> None:
    first = local_sns.kept(TOPIC, tmp_path)
    expired = certify(first.key, NOW - 2 * DAY, NOW - DAY)
    (tmp_path / "sns.pem").write_bytes(expired.public_bytes(serialization.Encoding.PEM))
    again = local_sns.kept(TOPIC, tmp_path)
    assert again.certificate_name not in {first.certificate_name, NAME}
    assert again.cert.not_valid_after_utc > datetime.now(UTC)


def test_a_certificate_of_another_key_is_not_kept(tmp_path: Path) -> None:
    local_sns.kept(TOPIC, tmp_path)
    (tmp_path / "sns.pem").write_bytes(new(TOPIC).pem)
    again = local_sns.kept(TOPIC, tmp_path)
    verify(again.notification("body"), Web(again.pem), TOPICS, datetime.now(UTC))
