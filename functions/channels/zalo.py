"""Zalo: consultation messages to somebody who wrote to the Official Account, and notices (ZNS) to a phone number.

POST openapi.zalo.me/v3.0/oa/message/cs takes {"recipient": {"user_id"}, "message": {"text"}}, and POST
business.openapi.zalo.me/message/template takes {"phone", "template_id", "template_data", "tracking_id"}; the token is
the header `access_token`. Both answer 200 with {"error": 0, "data": {…}}, or with a code below 0 that says why not
(https://developers.zalo.me/docs/official-account, https://zalo.cloud/zns/guidelines/handle-error-code).
"""

from channels import tokens, web
from channels.contents import ZaloNotice, ZaloText
from channels.outcomes import Refused, Uncertain
from channels.web import Answer
from kernel import config, table
from outbox.rules import Message

_EXPIRED = frozenset({-124, -216, -220})
"""The token: invalid (ZNS), invalid (OA), expired or taken back."""
_LATER = frozenset({-32, -100})
"""Asked too often; an unknown error, "try again later"."""
_UNAUTHORISED = 401


def send(tenant: str, message: Message, content: ZaloText | ZaloNotice) -> str:
    """The id that Zalo gave it. Raises as `outcomes` says."""
    token = tokens.access(tenant)
    answer = _post(token, message, content)
    if _expired(answer):
        answer = _post(tokens.access(tenant, unusable=token), message, content)
    if _expired(answer):
        raise Refused(tokens.UNAUTHORISED)
    return _taken(answer)


def _post(token: str, message: Message, content: ZaloText | ZaloNotice) -> Answer:
    headers = {"access_token": token}
    if isinstance(content, ZaloText):
        said = {"recipient": {"user_id": content.user}, "message": {"text": content.text}}
        return web.post_json(f"{config.zalo('openapi')}/v3.0/oa/message/cs", said, headers)
    notice = {
        "phone": content.phone.removeprefix("+"), "template_id": content.template,
        "template_data": dict(content.data), "tracking_id": message.id,
    }  # fmt: skip
    return web.post_json(f"{config.zalo('business.openapi')}/message/template", notice, headers)


def _expired(answer: Answer) -> bool:
    return answer.status == _UNAUTHORISED or answer.document.get("error") in _EXPIRED


def _taken(answer: Answer) -> str:
    error = answer.document.get("error")
    if not isinstance(error, int):
        raise Uncertain(str(answer.status))
    if error in _LATER:
        raise table.Transient(f"zalo{error}")
    if error:
        raise Refused(f"zalo{error}")
    data = answer.document.get("data") or {}
    return str(data.get("message_id") or data.get("msg_id") or "")
