from collections.abc import Iterator

import pytest

from mailing import sns


@pytest.fixture(autouse=True)
def _no_certificate_is_known() -> Iterator[None]:
    yield
    sns._certificates.clear()
