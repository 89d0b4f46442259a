"""Files go straight to storage and back, on the deployed template with roles enforced."""

import hashlib
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from local.caller import Caller, Refused, eventually
from local.company import Company
from local.stack import Stack
from tests.documents.storage import PDF, executable
from tests.printing.papers import letter, read_letter

pytestmark = pytest.mark.e2e


def post(form: dict[str, Any], content: bytes, **changed: str) -> int:
    """Send a form as a browser does; the status of the answer."""
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in (form["fields"] | changed).items()
    ]
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
    body = b"".join([*parts, head, content, b"\r\n--x--\r\n"])
    request = Request(form["url"], body, {"Content-Type": "multipart/form-data; boundary=x"})  # noqa: S310 - as the API says
    try:
        with urlopen(request, timeout=60) as answer:  # noqa: S310
            return int(answer.status)
    except HTTPError as error:
        return error.code


def get(url: str) -> bytes:
    with urlopen(url, timeout=60) as answer:  # noqa: S310 - the link that the API gave
        content: bytes = answer.read()
    return content


def announce(call: Caller, customer: str, content: bytes) -> dict[str, Any]:
    body = {"customer": customer, "name": "Hợp đồng.pdf", "type": "application/pdf", "size": len(content)}
    made: dict[str, Any] = call("POST", "/v1/documents", body)
    return made


def test_a_document_is_uploaded_sealed_signed_and_deleted_with_its_file(stack: Stack, company: Company):
    call = company.staff[0].call
    customer = call("POST", "/v1/leads", {"name": "Giấy"})["id"]
    made = announce(call, customer, PDF)
    form = made["upload"]
    assert post(form, PDF + b"x") >= 400
    assert post(form, PDF, key="files/other") >= 400
    assert post(form, PDF, **{"Content-Type": "text/html"}) >= 400
    assert post(form, PDF) == 204
    done = call("POST", f"/v1/documents/{made['id']}/complete")
    assert (done["state"], done["sha256"]) == ("ready", hashlib.sha256(PDF).hexdigest())
    assert get(call("GET", f"/v1/documents/{made['id']}")["url"]) == PDF

    body = {
        "customer": customer,
        "title": "T",
        "documents": [made["id"]],
        "signers": [{"name": "K", "email": "k@x.vn"}],
    }
    dossier = f"/v1/dossiers/{call('POST', '/v1/dossiers', body)['id']}"
    assert call("POST", f"{dossier}/send")["documents"][0]["sha256"] == done["sha256"]
    assert call("GET", f"{dossier}/verify")["fits"] is True
    assert call("POST", f"{dossier}/reject", {"note": "n"})["state"] == "rejected"

    call("DELETE", f"/v1/documents/{made['id']}")
    s3, prefix = stack.client("s3"), f"files/{company.tenant}/{made['id']}/"
    bucket = stack.outputs()["BucketName"]
    left = lambda: s3.list_objects_v2(Bucket=bucket, Prefix=prefix).get("KeyCount", 0)  # noqa: E731
    assert eventually("the file to go", left, lambda count: count == 0) == 0


def test_a_program_that_calls_itself_a_document_is_not_kept(company: Company):
    call = company.staff[0].call
    customer = call("POST", "/v1/leads", {"name": "Thép"})["id"]
    made = announce(call, customer, executable())
    assert post(made["upload"], executable()) == 204
    for code in ("invalid_request", "nothing_uploaded"):
        with pytest.raises(Refused) as refused:
            call("POST", f"/v1/documents/{made['id']}/complete")
        assert refused.value.problem["code"] == code


def test_a_record_is_printed_through_a_template(company: Company):
    admin, call = company.admin.call, company.staff[0].call
    content = letter("Kính gửi {{ name }}")
    made = admin("POST", "/v1/print-templates", {"name": "Thư", "kind": "docx", "size": len(content)})
    assert post(made["upload"], content) == 204
    assert admin("POST", f"/v1/print-templates/{made['id']}/complete")["fields"] == ["name"]
    customer = call("POST", "/v1/leads", {"name": "Nước Hoà Bình"})["id"]
    printed = call("POST", f"/v1/print-templates/{made['id']}/render", {"customer": customer})
    assert read_letter(get(printed["url"])) == ["Kính gửi Nước Hoà Bình"]
