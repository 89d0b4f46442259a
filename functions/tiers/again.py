"""A recalculation whose order was lost goes on: its present step is ordered again. For the watch."""

from kernel import clock, keys, table
from kernel.table import Key
from tiers.queue import Order, send


def again(work: Key) -> bool:
    """Order the present step of a run; False when it is over."""
    run = table.read(work, consistent=True)
    if run is None or "ended" in run or int(run["expires_at"]["N"]) <= clock.now().timestamp():
        return False
    send(Order(str(keys.tenant_of(work[0])), work[1].removeprefix(keys.RECALCULATION), int(run["step"]["N"])))
    return True
