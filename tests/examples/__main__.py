"""`python -m tests.examples`: plays the story and writes docs/examples.json, which the API's document shows."""

import copy
import json
import os

import pytest

from local.openapi import EXAMPLES
from tests.conftest import opened
from tests.examples.recording import Recording, complete
from tests.examples.story import tell
from tests.isolation import routes
from tests.world import World, backend


def main() -> None:
    """Write the examples; says what has none."""
    with pytest.MonkeyPatch.context() as patch, opened(patch) as world:
        recording = Recording(world, world.company("saoviet"))
        tell(recording)
        told = len(recording.shown)
    with pytest.MonkeyPatch.context() as patch, opened(patch) as world:
        found = routes.furnish(world, "acme")
        tables = copy.deepcopy(backend("dynamodb").tables)
        buckets = copy.deepcopy(backend("s3", "aws").buckets)

        def again() -> World:
            backend("dynamodb").tables = copy.deepcopy(tables)
            backend("s3", "aws").buckets = copy.deepcopy(buckets)
            return world

        missing = complete(recording, found, again)
    shown = dict(sorted(recording.shown.items()))
    EXAMPLES.write_text(json.dumps(shown, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{told} operations told, {len(shown)} with an example; without:", *missing, sep=os.linesep)


if __name__ == "__main__":
    main()
