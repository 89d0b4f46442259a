"""Numbers of documents under 200 writers at once, on the deployed table (B5).

The service runs in threads here: the local stack has not so many workers, and what is at stake is the table.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest

from kernel import table
from kernel.access import Viewer
from kernel.problems import Problem
from local.company import Company
from local.stack import Stack
from sales import service
from sales.schemas import ContractCreate
from tests.conftest import forget_environment

pytestmark = pytest.mark.e2e

WRITERS = 200
TRIES = 20


@pytest.fixture
def deployed(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """This process at the deployed table, its client made before there are threads."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", stack.endpoint())
    monkeypatch.setenv("TABLE_NAME", stack.outputs()["TableName"])
    forget_environment()
    table._client()
    yield
    forget_environment()


@pytest.mark.usefixtures("deployed")
def test_200_documents_created_at_once_have_numbers_without_gap_or_double(company: Company):
    admin = company.admin
    viewer = Viewer(company.tenant, admin.id, "admin", admin.call("GET", "/v1/me")["department"])
    customer = admin.call("POST", "/v1/leads", {"name": "Cà Mau"})["id"]
    book = {"code": "E2E", "name": {"vi": "Thử", "en": "Trial"}, "kind": "contract", "prefix": "T-"}
    admin.call("POST", "/v1/voucher-books", book)
    body = ContractCreate(customer=customer, date=date(2026, 3, 1), amount=Decimal(1), book="E2E")

    def create(_: int) -> str | None:
        for _again in range(TRIES):
            try:
                return service.create(viewer, "contract", body).number
            except Problem as problem:
                if problem.code != "busy":  # the caller is told to try again
                    raise
        return None

    with ThreadPoolExecutor(WRITERS) as pool:
        numbers = list(pool.map(create, range(WRITERS)))
    assert sorted(map(str, numbers)) == [f"T-{n:04d}" for n in range(1, WRITERS + 1)]
    assert admin.call("GET", "/v1/voucher-books/E2E")["preview"] == f"T-{WRITERS + 1:04d}"
