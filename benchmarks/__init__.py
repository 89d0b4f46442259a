"""Measures what a promise is made about: `python -m benchmarks`, docs/performance.md."""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "functions"))  # the import root of what is measured
