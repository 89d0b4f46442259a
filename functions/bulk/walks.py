"""Walks: jobs that find their records themselves, page after page. A service starts one with jobs.model.starting.

Nobody can ask for one: what a walk may do was decided by the service that started it.
"""

from collections.abc import Mapping
from typing import Any

from bulk.kinds import Kind

WALKS: Mapping[str, Kind[Any]] = {}
