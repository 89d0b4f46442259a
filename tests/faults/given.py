"""What operations of several kinds are about."""

from local.sns import Sender, new
from tests.mailing.postbox import TOPIC

SENDER: Sender = new(TOPIC)


NAMES = {"vi": "Tên", "en": "Name"}
TIER = "01JZX5T0Q8V3M4N5P6R7S8T9A1"


LADDER = {"tiers": [{"id": TIER, "name": NAMES, "colour": "#FFD700", "discount": "5", "min_amount": "100"}]}
RULES = {"rules": [{"id": "vip", "kind": "group", "group": "vip", "points": 9, "name": NAMES}]}


BY_HAND = {"points": 5, "reason": "Đã gặp"}
