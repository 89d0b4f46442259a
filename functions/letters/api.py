"""Mail: /v1/email."""

from customers.model import sees
from identity.model import identify
from kernel import web
from kernel.access import Viewer
from kernel.binding import IfMatch
from kernel.chronicle import HistoryPage
from kernel.paging import PageQuery
from letters import messages, service, settings
from letters.schemas import (
    MailSettings,
    MailSettingsView,
    MailTemplateCreate,
    MailTemplatePage,
    MailTemplateSave,
    MailTemplateView,
    MessagePage,
    MessageQuery,
    MessageView,
    Preview,
    PreviewOrder,
    TestOrder,
)

app = web.App(identify, sees)


@app.route("GET", "/v1/email/settings")
def read_mail_settings(viewer: Viewer) -> MailSettingsView:
    """Read which mails are sent by themselves, and whom mail comes from (admin)."""
    return settings.read(viewer)


@app.route("PUT", "/v1/email/settings")
def save_mail_settings(viewer: Viewer, body: MailSettings, if_match: IfMatch) -> MailSettingsView:
    """Replace which mails are sent by themselves, and whom mail comes from (admin)."""
    return settings.save(viewer, body, if_match)


@app.route("GET", "/v1/email/settings/history")
def list_mail_settings_history(viewer: Viewer, query: PageQuery) -> HistoryPage:
    """List the changes of the settings of mail, newest first (admin)."""
    return settings.told(viewer, query)


@app.route("GET", "/v1/email/templates")
def list_mail_templates(viewer: Viewer, query: PageQuery) -> MailTemplatePage:
    """List the templates of mails."""
    return service.templates(viewer, query)


@app.route("POST", "/v1/email/templates", 201)
def create_mail_template(viewer: Viewer, body: MailTemplateCreate) -> MailTemplateView:
    """Create a template, for campaigns or messages (admin)."""
    return service.create(viewer, body)


@app.route("GET", "/v1/email/templates/<mail_template>")
def read_mail_template(viewer: Viewer, mail_template: str) -> MailTemplateView:
    """Read a template, and what can be named in it."""
    return service.read(viewer, mail_template)


@app.route("PUT", "/v1/email/templates/<mail_template>")
def save_mail_template(
    viewer: Viewer, mail_template: str, body: MailTemplateSave, if_match: IfMatch
) -> MailTemplateView:
    """Replace what a template says (admin)."""
    return service.save(viewer, mail_template, body, if_match)


@app.route("DELETE", "/v1/email/templates/<mail_template>", 204)
def remove_mail_template(viewer: Viewer, mail_template: str, if_match: IfMatch) -> None:
    """Delete a template; one of a mail that is sent by itself says again what it said at first (admin)."""
    service.remove(viewer, mail_template, if_match)


@app.route("GET", "/v1/email/templates/<mail_template>/history")
def list_mail_template_history(viewer: Viewer, mail_template: str, query: PageQuery) -> HistoryPage:
    """List what became of a template, newest first (admin)."""
    return service.told(viewer, mail_template, query)


@app.route("POST", "/v1/email/templates/<mail_template>/preview")
def preview_mail(viewer: Viewer, mail_template: str, body: PreviewOrder) -> Preview:
    """Show what a template, or other words for it, make of a record or of somebody made up (admin)."""
    return service.preview(viewer, mail_template, body)


@app.route("POST", "/v1/email/templates/<mail_template>/test", 202)
def test_mail(viewer: Viewer, mail_template: str, body: TestOrder) -> MessageView:
    """Send a template's mail to one's own address (admin)."""
    return service.test(viewer, mail_template, body)


@app.route("GET", "/v1/email/messages")
def list_unsent_messages(viewer: Viewer, query: MessageQuery) -> MessagePage:
    """List messages that could not be sent, or are still to be sent (admin)."""
    return messages.page(viewer, query)


@app.route("GET", "/v1/email/messages/<message>")
def read_message(viewer: Viewer, message: str) -> MessageView:
    """Read how a message stands (admin)."""
    return messages.read(viewer, message)


@app.route("POST", "/v1/email/messages/<message>/resend")
def resend_message(viewer: Viewer, message: str, if_match: IfMatch) -> MessageView:
    """Have a message sent that could not be (admin)."""
    return messages.resend(viewer, message, if_match)


handler = app
