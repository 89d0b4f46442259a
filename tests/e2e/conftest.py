"""The deployed template on a local stack of its own that enforces every function's role."""

from collections.abc import Iterator

import pytest

from local.caller import Caller
from local.company import Company, settle
from local.stack import Stack
from local.zalo import Zalo


@pytest.fixture(scope="session")
def zalo() -> Iterator[Zalo]:
    """What stands in for Zalo: the functions of the stack reach it as they reach Zalo."""
    with Zalo() as listening:
        yield listening


@pytest.fixture(scope="session")
def stack(zalo: Zalo) -> Iterator[Stack]:
    """A fresh stack; without AUTH a function might do what its role forbids and nobody would know."""
    with Stack(auth=True, zalo=zalo.address) as running:
        yield running


@pytest.fixture(scope="session")
def company(stack: Stack) -> Company:
    """Four employees, signed in."""
    return settle(stack, "acme")


@pytest.fixture(scope="session")
def rival(stack: Stack) -> Company:
    """Another company on the same stack."""
    return settle(stack, "rival")


@pytest.fixture
def nobody(stack: Stack) -> Caller:
    """A caller without a token."""
    return Caller(stack.api_url())
