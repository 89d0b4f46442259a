"""One call after another, as the document's links lead from what an answer made to what can be done with it."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from schemathesis import Case, Response
from schemathesis.checks import CheckContext
from schemathesis.openapi.checks import UseAfterFree
from schemathesis.specs.openapi.checks import ensure_resource_availability, use_after_free

from tests.contract.company import Company, founded
from tests.contract.described import described
from tests.contract.gateway import API
from tests.contract.test_contract import CHECKS, REFUSES
from tests.sampling import THOROUGH

RUNS, STEPS, BEGINS = (150, 16, "/v1/") if THOROUGH else (3, 6, "/v1/contacts")

UNPINS = "DELETE /v1/tiers/customers/{customer_id}"
"""It takes away what is said by hand of something that stays: the tier that the money makes is told afterwards."""


@schemathesis.check
def gone_is_gone(ctx: CheckContext, response: Response, case: Case[Any]) -> bool | None:
    """What was deleted is found no more."""
    try:
        return use_after_free(ctx, response, case)
    except UseAfterFree as found:
        if found.operation == UNPINS:
            return None
        raise


@pytest.fixture(scope="module")
def company() -> Iterator[Company]:
    with pytest.MonkeyPatch.context() as patch:
        yield from founded(patch)


def machine(company: Company) -> Any:
    """Every way that the links make possible, and each answer looked at as any other."""
    config = schemathesis.Config.from_dict(REFUSES)
    schema = schemathesis.openapi.from_dict(described(company.records.ids, BEGINS), config=config)
    made = schema.as_state_machine()

    class Ways(made):  # type: ignore[misc, valid-type]
        def setup(self) -> None:
            super().setup()
            company.again()

        def get_call_kwargs(self, case: Case[Any]) -> dict[str, Any]:  # noqa: ARG002 - the same for each
            return {"base_url": API, "session": company.session}

        def after_call(self, response: Response, case: Case[Any]) -> None:
            super().after_call(response, case)
            if response.status_code < 300:
                company.lives_on()

        def validate_response(self, response: Response, case: Case[Any], **_: Any) -> None:
            known = {"recorder": self.recorder, "transport_kwargs": self.get_call_kwargs(case)}
            case.validate_response(response, checks=[*CHECKS, gone_is_gone, ensure_resource_availability], **known)

    return Ways


def test_whatever_follows_from_an_answer_is_answered_as_the_document_says(company: Company):
    run_state_machine_as_test(
        machine(company),
        settings=settings(
            max_examples=RUNS, stateful_step_count=STEPS, database=None, suppress_health_check=list(HealthCheck)
        ),
    )
