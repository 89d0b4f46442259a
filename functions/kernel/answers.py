"""What DynamoDB answers to a read, taken from its JSON at once.

botocore walks every answer along its description of the service, attribute by attribute: for a page of items that takes
longer than everything else together. Items are plain JSON but for binary values, which this table does not have; an
answer with one, and every error, is botocore's to read. Checksums are compared over the body as it came, before this.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

OPERATIONS = ("GetItem", "BatchGetItem", "Query")
_BINARY = re.compile(rb'"BS?"\s*:')


def read(**event: Any) -> None:  # noqa: ANN401 - botocore's
    """Handler of its `before-parse`: the answer as it is, and nothing left to walk."""
    raw, parsed = event["response_dict"], event["customized_response_dict"]
    body: bytes = raw["body"]
    if raw["status_code"] != 200 or _BINARY.search(body):  # noqa: PLR2004 - all that is no error
        return
    answer = json.loads(body)
    if isinstance(answer, Mapping):
        parsed.update(answer)
        raw["body"] = b"{}"
