import base64
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from hypothesis import given, settings
from hypothesis import strategies as st

from local.sns import Sender, certify
from mailing import certificate, sns
from mailing.rejected import Unavailable
from mailing.sns import verify
from tests.mailing.postbox import DAY, KEY, NOW, OTHER_KEY, SENDER, TOPIC, TOPICS, accept, notification, refuse


def test_another_key_is_refused() -> None:
    pem = certify(OTHER_KEY, NOW - DAY, NOW + DAY).public_bytes(serialization.Encoding.PEM)
    assert refuse(notification(), pem, asks=True) == "signature"


@pytest.mark.parametrize(("begins", "ends"), [(-2 * DAY, -DAY), (DAY, 2 * DAY), (-DAY, -timedelta(seconds=1))])
def test_a_certificate_out_of_its_time_is_refused(begins: timedelta, ends: timedelta) -> None:
    sender = Sender(TOPIC, "ap-southeast-1", KEY, certify(KEY, NOW + begins, NOW + ends))
    assert refuse(sender.notification("body", at=NOW), sender.pem) == "certificate"


def test_a_kept_certificate_expires_too() -> None:
    accept(notification())
    later = NOW + 2 * DAY
    assert refuse(SENDER.notification("body", at=later), now=later, asks=False) == "certificate"


def other_certificate(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> bytes:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "sns.amazonaws.com")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(7).not_valid_before(NOW - DAY).not_valid_after(NOW + DAY)
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


@pytest.mark.parametrize(
    "pem",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"<html>404</html>", id="a page"),
        pytest.param(SENDER.pem[:-40], id="cut short"),
        pytest.param(SENDER.pem * 2, id="two"),
        pytest.param(SENDER.pem.replace(b"CERTIFICATE", b"PUBLIC KEY"), id="not a certificate"),
        pytest.param(b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", id="zeros"),
        pytest.param(other_certificate(ec.generate_private_key(ec.SECP256R1())), id="elliptic curve"),
        pytest.param(other_certificate(rsa.generate_private_key(65537, 1024)), id="1,024 bits"),  # noqa: S505 - weak on purpose
    ],
)
def test_a_file_that_is_no_rsa_certificate_is_refused(pem: bytes) -> None:
    assert refuse(notification(), pem, asks=True) == "certificate"
    assert not sns._certificates


@pytest.mark.parametrize("year", [1970, 2026, 2049, 2050, 2120])
@pytest.mark.parametrize("bits", [2048, 3072, 4096])
def test_a_certificate_is_read_as_cryptography_reads_it(year: int, bits: int) -> None:
    key = KEYS[bits]
    cert = certify(key, datetime(year, 1, 1, 12, 30, 59, tzinfo=UTC), datetime(year + 1, 12, 31, tzinfo=UTC))
    found = certificate.read(cert.public_bytes(serialization.Encoding.PEM))
    assert found.key.public_numbers() == key.public_key().public_numbers()
    assert (found.begins, found.ends) == (cert.not_valid_before_utc, cert.not_valid_after_utc)


def armoured(der: bytes) -> bytes:
    return b"-----BEGIN CERTIFICATE-----\n" + base64.encodebytes(der) + b"-----END CERTIFICATE-----\n"


def test_a_certificate_cut_short_is_refused() -> None:
    assert certificate.read(armoured(DER)).key == KEY.public_key()
    for end in (DER[:-1], DER + b"\x05\x00"):
        with pytest.raises(ValueError, match=r"cut short|values to unpack"):
            certificate.read(armoured(end))


def test_a_key_that_does_not_fill_its_bytes_is_refused() -> None:
    odd = DER.replace(bytes.fromhex("0382010f00"), bytes.fromhex("0382010f01"))
    assert odd != DER
    with pytest.raises(ValueError, match="key of a broken length"):
        certificate.read(armoured(odd))


def test_an_rsa_key_for_another_kind_of_signature_is_refused() -> None:
    pss = DER.replace(certificate._RSA, certificate._RSA[:-3] + b"\x0a\x05\x00")
    assert pss != DER
    with pytest.raises(ValueError, match="not an RSA key"):
        certificate.read(armoured(pss))


KEYS = {2048: KEY} | {bits: rsa.generate_private_key(65537, bits) for bits in (3072, 4096)}
DER = SENDER.cert.public_bytes(serialization.Encoding.DER)


@settings(deadline=None, max_examples=500)
@given(st.integers(0, len(DER) - 1), st.binary(max_size=4), st.integers(0, 4))
def test_a_damaged_certificate_is_read_or_refused(at: int, put: bytes, drop: int) -> None:
    der = DER[:at] + put + DER[at + drop :]
    try:
        certificate.read(armoured(der))
    except ValueError as error:
        assert str(error)  # noqa: PT017 - both outcomes are right


def test_a_certificate_that_cannot_be_had_now_is_no_verdict() -> None:
    def broken(url: str) -> bytes:
        raise Unavailable(url)

    with pytest.raises(Unavailable):
        verify(notification(), broken, TOPICS, NOW)
    accept(notification())


def test_what_fetching_raises_passes_through_whatever_it_is() -> None:
    def broken(url: str) -> bytes:
        raise UnicodeError(url)

    with pytest.raises(UnicodeError):
        verify(notification(), broken, TOPICS, NOW)
