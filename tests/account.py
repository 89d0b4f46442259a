"""What SES tells of our account, which moto does not know: a test says how much may be sent."""

import json
from typing import Any

from moto.sesv2.responses import SESV2Response

PLENTY: dict[str, Any] = {"MaxSendRate": 1e9, "Max24HourSend": -1.0, "SentLast24Hours": 0.0}
QUOTA = dict(PLENTY)
SENDING = {"enabled": True}


def _told(_response: SESV2Response) -> str:
    return json.dumps({"SendQuota": QUOTA, "SendingEnabled": SENDING["enabled"]})


SESV2Response.get_account = _told  # type: ignore[attr-defined]
