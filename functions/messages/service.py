"""Writing to one or many customers from the list (J3)."""

from channels.texting import MOST_SEGMENTS, measured, unaccented
from jobs import model as jobs
from kernel import clock, ids, table
from kernel.access import Viewer
from kernel.commit import commit
from kernel.problems import invalid
from letters import model as letters
from letters.model import MailTemplateItem
from messages import model, writing
from messages.rules import EmailTemplate, Sending, SmsText, Wording, WriteMany
from messages.schemas import MeasureCreate, MeasureView, SegmentsView, SendingCreate, SendingView


def send(viewer: Viewer, body: SendingCreate) -> SendingView:
    """Begin to write to each. A worker goes through them; what each record allows is decided then."""
    now = clock.now()
    sending = Sending(id=ids.new(now), wording=body.wording, by=viewer.employee, created_at=now)
    writing.require_on(viewer.tenant, sending)
    _require_template(viewer.tenant, body.wording)
    segments = _measured(body.wording)
    action = WriteMany(sending=sending.id)
    job, starting = jobs.starting(viewer, action.kind, action, body.records)
    view = SendingView(
        id=sending.id, job=job.id, channel=body.wording.channel, total=len(body.records), measured=segments,
        created_at=now,
    )  # fmt: skip
    commit(view, model.creating(viewer.tenant, sending), *starting)
    return view


def measure(_viewer: Viewer, body: MeasureCreate) -> MeasureView:
    """How a text message would travel."""
    view = MeasureView(
        accented=_segments(body.wording.text), unaccented=_segments(unaccented(body.wording.text)),
        most_segments=MOST_SEGMENTS,
    )  # fmt: skip
    commit(view)
    return view


def _require_template(tenant: str, wording: Wording) -> None:
    """422 for a template that is not there, or not for messages."""
    if not isinstance(wording, EmailTemplate):
        return
    found = table.get(MailTemplateItem, letters.place(tenant, wording.template))
    if found is None or found.value.purpose != "message":
        raise invalid("/wording/template", "no_such_template")


def _measured(wording: Wording) -> SegmentsView | None:
    """422 for a text message that takes too many segments as it is written."""
    if not isinstance(wording, SmsText):
        return None
    found = _segments(unaccented(wording.text) if wording.unaccented else wording.text)
    if found.segments > MOST_SEGMENTS:
        raise invalid("/wording/text", "too_many_segments", limit=MOST_SEGMENTS, value=found.segments)
    return found


def _segments(text: str) -> SegmentsView:
    found = measured(text)
    return SegmentsView(alphabet=found.alphabet, length=found.length, segments=found.segments)
