"""Messages to customers over every channel, and the channels themselves: /v1/messages."""

from channels import service as channels
from channels.rules import ChannelSettings
from channels.schemas import ChannelsView, ZaloCredentials
from customers.model import sees
from identity.model import identify
from kernel import web
from kernel.access import Viewer
from kernel.binding import IfMatch
from kernel.chronicle import HistoryPage
from kernel.paging import PageQuery
from messages import logs, service
from messages.schemas import LogPage, MeasureCreate, MeasureView, SendingCreate, SendingView

app = web.App(identify, sees)


@app.route("POST", "/v1/messages/sendings", 202)
def send_messages(viewer: Viewer, body: SendingCreate) -> SendingView:
    """Write to many leads and customers, by email, SMS or Zalo."""
    return service.send(viewer, body)


@app.route("POST", "/v1/messages/measurements")
def measure_message(viewer: Viewer, body: MeasureCreate) -> MeasureView:
    """Measure a text message: in how many segments it travels."""
    return service.measure(viewer, body)


@app.route("GET", "/v1/messages/records/<customer_id>")
def list_messages(viewer: Viewer, customer_id: str, query: PageQuery) -> LogPage:
    """List what was sent to a lead or customer, over every channel, newest first."""
    return logs.page(viewer, customer_id, query)


@app.route("GET", "/v1/messages/channels")
def read_channels(viewer: Viewer) -> ChannelsView:
    """Read which channels are on, and in whose name they write."""
    return channels.read(viewer)


@app.route("PUT", "/v1/messages/channels")
def save_channels(viewer: Viewer, body: ChannelSettings, if_match: IfMatch) -> ChannelsView:
    """Replace the settings of channels (admin)."""
    return channels.save(viewer, body, if_match)


@app.route("GET", "/v1/messages/channels/history")
def list_channels_history(viewer: Viewer, query: PageQuery) -> HistoryPage:
    """List the changes of the channels, newest first (admin)."""
    return channels.told(viewer, query)


@app.route("PUT", "/v1/messages/channels/zalo/credentials")
def authorise_zalo(viewer: Viewer, body: ZaloCredentials, if_match: IfMatch) -> ChannelsView:
    """Give the credentials of the company's Zalo app; they are never shown again (admin)."""
    return channels.authorise(viewer, body, if_match)


handler = app
