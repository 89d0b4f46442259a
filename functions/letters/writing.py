"""From what is known to the mail itself: worded by the company's template, and from whom the company writes."""

from collections.abc import Mapping
from email.utils import parseaddr

from channels.contents import Mail, Sender
from channels.outcomes import Refused
from kernel import config
from kernel.refusal import Refused as Unfit
from letters.knowing import Around
from letters.rules import Value


def written(known: Around, to: str, variables: Mapping[str, Value], *, customer: str | None = None,
            answered_by: str | None = None) -> Mail:  # fmt: skip
    """The mail. Raises channels.outcomes.Refused where its template cannot say this: somebody has to look.

    `customer`: whose record it is sent to; `answered_by`: who reads an answer, unless the company has said that.
    """
    from letters.rendering import render  # noqa: PLC0415 - Jinja is for what is sent, not for what is void

    if known.template is None:
        raise LookupError("there is no such template")
    try:
        letter = render(known.template, known.language, variables)
    except Unfit as error:
        raise Refused(error.code) from error
    return Mail(
        to, letter.subject, letter.text, letter.html, sender=sender(known), customer=customer,
        reply_to=known.email.reply_to or answered_by,
    )  # fmt: skip


def sender(known: Around) -> Sender:
    """Whom a company's mail comes from."""
    return Sender(known.email.address or parseaddr(config.mail_from())[1], known.email.name or known.tenant)
