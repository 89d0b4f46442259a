"""The local AWS: one MiniStack process on 127.0.0.1, with its state, log and pid in a directory of its own."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from local.failure import Failure

ROOT = Path(__file__).resolve().parent.parent
BINARY = ROOT / ".local" / "stack" / "bin" / "ministack"
REGION = "ap-southeast-1"
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
START_SECONDS = 60
FINISH_SECONDS = 5
STOP_SECONDS = 60


@dataclass(frozen=True)
class MiniStack:
    """One local AWS; `persist` keeps its state over a graceful stop, `auth` enforces the functions' roles."""

    port: int
    home: Path
    persist: bool = True
    auth: bool = False

    @property
    def endpoint(self) -> str:
        """Where every AWS service answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """What MiniStack and the functions print."""
        return self.home / "ministack.log"

    @property
    def _pid_file(self) -> Path:
        return self.home / "process"

    def running(self) -> int | None:
        """The process id, while the one we started has not ended."""
        if not self._pid_file.exists():
            return None
        pid, port = (int(part) for part in self._pid_file.read_text().split())
        if not _alive(pid):
            return None
        if port != self.port:
            raise Failure(f"it is up already, on port {port}: make stop first, or leave LEADSTREAM_PORT as it was")
        return pid

    def start(self) -> None:
        """Start and wait until it answers. Raises Failure when the port is taken or it does not come up."""
        if not port_is_free(self.port):
            raise Failure(f"port {self.port} is in use: choose another with LEADSTREAM_PORT=<port> make run")
        discard(self._unpacked)
        self._unpacked.mkdir(parents=True)
        self._rewind_streams()
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [BINARY], env=self._environment(), cwd=self.home, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                start_new_session=True,
            )  # fmt: skip
        self._pid_file.write_text(f"{process.pid} {self.port}")
        deadline = time.monotonic() + START_SECONDS
        while not self.healthy():
            if process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise Failure(f"MiniStack did not start; its log is {self.log}")
            time.sleep(0.05)

    def stop(self) -> None:
        """Ask it to stop, which writes its state, and wait until it has."""
        pid = self.running()
        if pid is not None:
            os.kill(pid, signal.SIGTERM)
            if not _ended(pid, FINISH_SECONDS):
                # A function under way calls an AWS that answers no more, and MiniStack waits for the function.
                for function in _children(pid):
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(function, signal.SIGTERM)
                if not _ended(pid, STOP_SECONDS):
                    raise Failure(f"MiniStack (pid {pid}) does not stop; its log is {self.log}")
        discard(self._unpacked)

    def healthy(self) -> bool:
        """Whether it answers."""
        try:
            with urllib.request.urlopen(f"{self.endpoint}/_ministack/health", timeout=2) as answer:  # noqa: S310 - ours
                return "services" in json.load(answer)
        except (OSError, ValueError):
            return False

    @property
    def _unpacked(self) -> Path:
        """Where the functions and their layers are unpacked, 60 MB each, never to be removed by MiniStack."""
        return self.home / "tmp"

    def _rewind_streams(self) -> None:
        """MiniStack keeps how far streams were read, but not their records: it would skip the first new ones."""
        state = self.home / "state" / "services" / "lambda.json"
        if state.exists():
            kept = json.loads(state.read_bytes())
            kept["payload"]["dynamodb_stream_positions"]["data"] = {}
            state.write_text(json.dumps(kept))

    def _environment(self) -> dict[str, str]:
        """Only what it needs: functions inherit it, and nothing of the developer's may leak into them."""
        kept = {name: os.environ[name] for name in ("HOME", "PATH", "LANG") if name in os.environ}
        state = self.home / "state"
        return kept | CREDENTIALS | {
            "AUTH": str(self.auth).lower(),
            "AWS_DEFAULT_REGION": REGION,
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(self.port),
            "IOT_MTLS_ENABLED": "0",
            "MINISTACK_REGION": REGION,
            "PERSIST_STATE": str(int(self.persist)),
            "S3_DATA_DIR": str(state / "s3"),
            "S3_PERSIST": str(int(self.persist)),
            "STATE_DIR": str(state / "services"),
            "TMPDIR": str(self._unpacked),
        }  # fmt: skip


def discard(directory: Path) -> None:
    """Take a directory away at once and remove what is in it in the background: unpacked layers are many files."""
    if directory.exists():
        away = directory.with_name(f".{directory.name}-{time.time_ns()}")
        directory.rename(away)
        subprocess.run(["sh", "-c", 'rm -rf "$0" >/dev/null 2>&1 &', away], check=True)


def last_port(home: Path) -> int | None:
    """The port that the MiniStack of this directory has, or had when it last ran."""
    process = home / "process"
    return int(process.read_text().split()[1]) if process.exists() else None


def port_is_free(port: int) -> bool:
    """Whether we could listen there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _ended(pid: int, seconds: float) -> bool:
    """Wait so long for a process to end; says whether it did."""
    deadline = time.monotonic() + seconds
    while _alive(pid):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def _children(pid: int) -> list[int]:
    """The processes that this one started."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    pairs = (line.split() for line in listed.splitlines())
    return [int(child) for child, parent in pairs if int(parent) == pid]


def _alive(pid: int) -> bool:
    """Whether this is a MiniStack that has not ended; the number may have gone to another program since."""
    with contextlib.suppress(ChildProcessError):  # started by an earlier command: nothing to collect
        os.waitpid(pid, os.WNOHANG)
    command = ["ps", "-ww", "-p", str(pid), "-o", "stat=,command="]  # all of it: a path may be long
    asked = subprocess.run(command, capture_output=True, text=True, check=False)
    state, _, running = asked.stdout.strip().partition(" ")
    return "ministack" in running and not state.startswith("Z")  # a zombie has ended; its parent has not noticed
