"""Whether the local AWS is up, however long the path that it was started from."""

import subprocess
import sys

from local.ministack import _alive


def test_a_process_is_found_by_all_of_its_command():
    """Else a stack that was started far down in the file system would never be stopped."""
    command = [sys.executable, "-c", "input()", "x" * 200, "ministack"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:  # noqa: S603 - ourselves
        assert _alive(process.pid)
        process.kill()
    assert not _alive(process.pid)
