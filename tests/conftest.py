"""What every test may ask for."""

import logging
import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from moto import mock_aws
from xdist.remote import Producer
from xdist.workermanage import WorkerController

from channels import allowance
from kernel import aws, config, table
from tests.account import PLENTY, QUOTA, SENDING
from tests.kept import kept
from tests.promised import Figures
from tests.quicker.all import hasten
from tests.sampling import THOROUGH
from tests.serving import serving, suite
from tests.spread import Spread, rank
from tests.world import ENVIRONMENT, Person, World

os.environ.update(ENVIRONMENT)
logging.getLogger("botocore").setLevel(logging.WARNING)
# CI tries the same examples every time, so that it is red for a change and never by chance; thorough runs explore.
settings.register_profile(
    "default", deadline=None, derandomize=not THOROUGH, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("default")

hasten()
serving.listen()


def pytest_addoption(parser: pytest.Parser) -> None:
    """See tests/promised.py."""
    parser.addoption("--figures", metavar="COMMAND", help="put down in docs/promises.md what was tried by this command")


def pytest_configure(config: pytest.Config) -> None:
    """See tests/promised.py."""
    if command := config.getoption("figures"):
        config.pluginmanager.register(Figures(command), "figures")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """See tests/spread.py."""
    items.sort(key=lambda item: rank(item.nodeid))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown() -> Generator[None]:
    """See tests/serving: whatever a test is about, nothing touched another company or went beyond a role meanwhile."""
    yield
    assert not (wrong := serving.taken()), "\n".join(wrong)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Spread:
    """See tests/spread.py."""
    return Spread(config, log)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """See tests/serving/suite.py."""
    suite.tell(session)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: WorkerController) -> None:
    """See tests/serving/suite.py."""
    suite.hear(getattr(node, "workeroutput", {}))


def forget_environment() -> None:
    """Make the product read its environment anew, as a fresh process does, and make its clients anew."""
    forget_names()
    aws._client.cache_clear()
    table._connection = None


def forget_names() -> None:
    """The environment alone: the clients stay, all moto is behind them."""
    for cached in (config.table_name, config.bucket_name, config.queue_url, config.user_pool_id, config.ses_topics):
        cached.cache_clear()
    for cached in (config.mail_from, config.mail_settings):
        cached.cache_clear()
    config.cursor_key.cache_clear()
    config.campaign_rate.cache_clear()
    config.certificate_mirror.cache_clear()


@contextmanager
def opened(monkeypatch: pytest.MonkeyPatch, *, founded: bool = False) -> Iterator[World]:
    """An empty table, bucket, queues and user pool; or these with the company `acme`."""
    beginning = kept(founded=founded)
    with mock_aws():
        forget_names()
        for module in ("bulk.walks", "bulk.retiring", "tiers.saving"):
            monkeypatch.setattr(f"{module}.LATE", 0)  # nobody is at work any more who had looked before
        for module in ("rulebooks.publishing", "tiers.saving"):
            monkeypatch.setattr(f"{module}.SETTLED", 0)  # nobody decides by the rules before any more
        monkeypatch.setattr("imports.rules.SETTLES", timedelta())  # nor writes for an import that has ended
        monkeypatch.setattr("imports.rowwise.AT_ONCE", 1)  # moto is no table for several at once
        QUOTA.update(PLENTY)
        SENDING["enabled"] = True
        monkeypatch.setattr(allowance, "_shut", None)
        monkeypatch.setattr(allowance, "_known", (float("inf"), None))  # senders do not ask
        yield beginning.again(monkeypatch)
        forget_names()


@pytest.fixture
def world(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A world of one test's own; empty, unless the test has an administrator."""
    with opened(monkeypatch, founded="admin" in request.fixturenames) as made:
        yield made


@pytest.fixture(scope="module")
def shared() -> Iterator[World]:
    """A world that the tests of a module share: for those that leave nothing behind, or only what is theirs."""
    with pytest.MonkeyPatch.context() as monkeypatch, opened(monkeypatch) as made:
        yield made


@pytest.fixture(scope="session", autouse=True)
def beginnings() -> None:
    """What worlds begin with, furnished before any test has turned a clock."""
    for founded in (False, True):
        kept(founded=founded)


@pytest.fixture
def admin(world: World) -> Person:  # noqa: ARG001 - it begins with this company
    """The administrator of the company `acme`, its streams run dry."""
    made = kept(founded=True).admin
    assert made
    return made


@pytest.fixture
def staff(world: World, admin: Person) -> Person:
    """A salesperson of the administrator's department."""
    return world.employee(admin.department, "S1")
