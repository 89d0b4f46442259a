"""At the end of the whole suite: every action that the template grants was used by some test, or nobody needs it.

What one process used its controller adds to the rest; a part of the suite says nothing of what it leaves out.
"""

from collections.abc import Iterable
from typing import Any

import pytest

from tests.serving import serving
from tests.serving.granted import Grant

KEY = "used"
UNHEARD = {
    ("EmailApi", "ses:GetEmailIdentity"): "moto knows no identities of SES: the tests of senders stand in for it",
    ("MailSender", "ses:GetAccount"): "moto does not tell what may be sent: most senders of tests do not ask",
    ("PrintingApi", "s3:DeleteObject"): "who completes a template second takes the own copy away",
    ("ScoringNightly", "dynamodb:DeleteItem"): "who changes no more by itself leaves the list of who does",
    ("SitesEntrance", "dynamodb:DeleteItem"): "a form that is sent again may take back what a lead was found by",
    ("Unsubscribe", "dynamodb:DeleteItem"): "who comes back is no more among those who left",
}
"""What no test in this process may have asked for, and why it is granted all the same."""


def tell(session: pytest.Session) -> None:
    """What this process used, to whom started it; or what is left of all grants, where that is this one."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output[KEY] = told(serving.USED)
    elif _is_whole(session.config) and session.exitstatus == pytest.ExitCode.OK:
        for one in (one for one in serving.idle() if (one.function, one.action) not in UNHEARD):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
            _say(session.config, f"FAILED: no test needs that {one.function} may {one.action} {one.place}")


def told(used: Iterable[Grant]) -> list[tuple[str, str, str]]:
    """As one process can send it to another."""
    return [(one.function, one.action, one.place) for one in sorted(used)]


def hear(output: dict[str, Any]) -> None:
    """What another process used."""
    serving.USED.update(Grant(*one) for one in output.get(KEY, ()))


def _is_whole(config: pytest.Config) -> bool:
    chosen = (config.option.keyword, config.option.markexpr, config.option.deselect, config.option.collectonly)
    return config.args_source is pytest.Config.ArgsSource.TESTPATHS and not any(chosen)


def _say(config: pytest.Config, line: str) -> None:
    config.get_terminal_writer().line(line, red=True)
