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
    ("Unsubscribe", "dynamodb:DeleteItem"): "two who are one were told the same: a link names one of them",
}
"""What no test asks for, and why it is granted all the same."""


def tell(session: pytest.Session) -> None:
    """What this process used, to whom started it; or what is left of all grants, where that is this one."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output[KEY] = told(serving.USED)
    elif _is_whole(session.config) and session.exitstatus == pytest.ExitCode.OK:
        idle = serving.idle()
        wrong = [f"no test needs that {one.function} may {one.action} {one.place}" for one in idle
                 if (one.function, one.action) not in UNHEARD]  # fmt: skip
        heard = UNHEARD.keys() - {(one.function, one.action) for one in idle}
        for line in (*wrong, *(f"a test needs after all that {function} may {action}" for function, action in heard)):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
            _say(session.config, f"FAILED: {line}")


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
