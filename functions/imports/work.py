"""The worker: one step of an import. Whatever is repeated, interrupted or done by two at once ends as if done once.

A step is counted under the condition that it is not over; then the next one is ordered. What it has written before
is the same when it is written again.
"""

from collections.abc import Callable, Mapping

from imports import model, queue, rules
from imports.limits import Refused
from imports.model import ImportItem
from imports.rules import Import, Reason, Stepped
from kernel import clock, keys, table, telemetry
from kernel.problems import Problem
from kernel.table import Key

type Decide = Callable[[Import], Import]
_TRIES = 8
_REPORT_EVERY = 5_000
"""Rows between two notes of progress."""


class Overtaken(Exception):  # noqa: N818 - an expected outcome: it was cancelled, or somebody else has done the step
    """This step is not to be done any more."""


def work(key: Key, step: int, *, last: bool = False) -> None:
    """Do a step that is not over; raises what may pass, unless this is the last time that the queue asks."""
    item = table.get(ImportItem, key, consistent=True)
    if item is None or not rules.is_open(item.value):
        if item is not None and item.value.step == step:
            _annotate(item)
        return
    if item.value.step != step:
        queue.send(key, item.value.step)
        return
    if item.value.rests_until is not None and clock.now() < item.value.rests_until:
        queue.send(key, step, int((item.value.rests_until - clock.now()).total_seconds()) + 1)
        return
    one = _Step(item)
    try:
        one.run()
    except Overtaken:
        return
    except Exception as error:
        passing = table.is_transient(error)
        if passing and not last:
            raise
        telemetry.failed("import failed", error, tenant=one.tenant, id=item.value.id)
        telemetry.count("ImportFailed")
        one.fail(_reason(error, gave_up=passing))


class _Step:
    """One attempt at a step."""

    def __init__(self, item: ImportItem) -> None:
        self.item: ImportItem = item
        self.value: Import = item.value
        self.tenant = str(keys.tenant_of(item.pk))
        self._told = item.value.done

    def run(self) -> None:
        """What the phase says, then the count."""
        _STEPS[self.value.state](self)

    def read(self) -> None:
        """From the upload to rows."""
        from imports import reading  # noqa: PLC0415 - who imports rows needs no reader

        try:
            found = reading.read(self.tenant, self.value, self.heard)
        except Refused as why:
            reason = Reason(code=why.code, values=why.values)
            self._change(lambda value: rules.refused(value, reason, clock.now()))
            return
        same = model.earlier(self.tenant, self.value.requested_by, found.sha256, but=self.value.id)
        told = found.model_copy(update={"same": same})
        self._change(lambda value: rules.read(value, told, clock.now()), remember=True)

    def test(self) -> None:
        """From rows to a plan."""
        from imports import planning  # noqa: PLC0415 - heavy

        found = planning.test(self.tenant, self.value, self.heard)
        self._change(lambda value: rules.tested(value, found, clock.now()))

    def carry_out(self) -> None:
        """A chunk of the plan, or what has changed since it was made."""
        from imports import importing  # noqa: PLC0415 - heavy

        found = importing.step(self.tenant, self.value, self.heard)
        if isinstance(found, rules.Changed):
            changed = found
            self._annotated()
            self._change(lambda value: rules.changed(value, changed, clock.now()))
        else:
            self._count(found)

    def undo(self) -> None:
        """A chunk of what was imported."""
        from imports import importing  # noqa: PLC0415 - heavy

        self._count(importing.undo_step(self.tenant, self.value, self.heard))

    def _count(self, found: Stepped) -> None:
        """Count a step. Before the last one is counted the file says what became of all rows: after it nobody comes."""
        if found.over:
            self._annotated()
        self._change(lambda value: rules.stepped(value, found, clock.now()), counts=True)
        if not found.over and not rules.is_open(self.item.value):
            _annotate(self.item)

    def _annotated(self) -> None:
        from imports import annotated  # noqa: PLC0415 - heavy

        annotated.keep(self.tenant, self.value)

    def heard(self, done: int) -> None:
        """Say how far this step is; raises Overtaken when it is not to be done any more."""
        if done - self._told < _REPORT_EVERY:
            return
        if not self._change(lambda value: rules.heard(value, done, clock.now()), order=False):
            raise Overtaken
        self._told = done

    def fail(self, reason: Reason) -> None:
        """No more of this import for now; it can be tried again."""
        self._change(lambda value: rules.failed(value, reason, clock.now()))

    def _change(self, decide: Decide, *, counts: bool = False, remember: bool = False, order: bool = True) -> bool:
        """Write what the step comes to; False if it is over. What was cancelled meanwhile only `counts`."""
        item: ImportItem | None = self.item
        for _ in range(_TRIES):
            if item is None or item.value.step != self.value.step or not (counts or rules.is_open(item.value)):
                return False
            after = decide(item.value)
            writes = model.changing(item, after)
            try:
                table.write(*writes, *([model.remembering(item, after)] if remember else []))
            except table.Refused:
                item = table.get(ImportItem, (item.pk, item.sk), consistent=True)
                continue
            self.item = ImportItem(item.pk, item.sk, value=after, version=item.version + 1, expires_at=item.expires_at)
            if order and rules.is_open(after):
                queue.send((item.pk, item.sk), after.step)
            return True
        raise table.Transient("others keep writing")


def _annotate(item: ImportItem) -> None:
    """What was stopped while it was importing says in its file how far it came."""
    from imports import annotated  # noqa: PLC0415 - heavy

    if item.value.state == "cancelled" and item.value.phase == "importing":
        annotated.keep(str(keys.tenant_of(item.pk)), item.value)


_STEPS: Mapping[str, Callable[[_Step], None]] = {
    "reading": _Step.read, "testing": _Step.test, "importing": _Step.carry_out, "undoing": _Step.undo,
}  # fmt: skip


def _reason(error: Exception, *, gave_up: bool) -> Reason:
    if isinstance(error, Problem):
        return Reason(code=error.code, values={name: str(value) for name, value in error.values.items()})
    return Reason(code="gave_up" if gave_up else "internal")
