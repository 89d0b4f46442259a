import subprocess
import sys
from pathlib import Path

FUNCTIONS = Path(__file__).parents[2] / "functions"


def test_a_worker_starts_without_the_packages_that_would_make_that_slow():
    code = (
        "import sys, typing, export.job, export.contents as c; [*map(c.exported, typing.get_args(c.Kind.__value__))];"
        "print(*(name for name in ('openpyxl', 'pydantic') if name in sys.modules))"
    )
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", code], cwd=FUNCTIONS, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""
