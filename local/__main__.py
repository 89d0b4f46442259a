"""`python -m local run` and `python -m local stop`: what `make run` and `make stop` do."""

import subprocess
import sys
import time
from collections.abc import Callable

from local import stack
from local.failure import Failure
from local.ministack import ROOT


def say(text: str) -> None:
    """One line of progress, with the seconds since the start."""
    print(f"[{time.monotonic() - STARTED:5.1f}s] {text}", flush=True)


def run() -> None:
    """Bring the local stack up, tell its story once, and leave it up."""
    current = stack.kept(say)
    current.start()
    if (ROOT / "local" / "demo.py").exists():
        say("running the demo")
        if subprocess.run([sys.executable, "-m", "local.demo"], cwd=ROOT, check=False).returncode:
            raise Failure(f"the demo failed; MiniStack's log is {current.aws.log}")
    say(f"the API is at {current.api_url()}/v1 and stays up; make stop ends it and keeps its data")


def stop() -> None:
    """Stop the local AWS; its data is kept."""
    current = stack.kept(say)
    if current.aws.running() is None:
        say("nothing to stop")
        return
    current.aws.stop()
    say("stopped; make run finds the data again")


COMMANDS: dict[str, Callable[[], None]] = {"run": run, "stop": stop}
STARTED = time.monotonic()

if __name__ == "__main__":
    try:
        COMMANDS[sys.argv[1]]()
    except Failure as failure:
        sys.exit(f"error: {failure}")
