"""What our mails say until a company words them itself: in Vietnamese and English, for each purpose that has one."""

from collections.abc import Mapping

from letters.rules import Template, Wording

_SIGNED = "\n{{ owner }}\n{{ tenant }}{% if owner_phone %}\n{{ owner_phone }}{% endif %}"
_ANSWERS = "{% for row in answers %}- {{ row.label }}: {{ row.text }}\n{% endfor %}"
_ANSWERS_HTML = "<ul>{% for row in answers %}<li>{{ row.label }}: {{ row.text }}</li>{% endfor %}</ul>"
_PHONES = "{% for phone in phones %}{{ call }}: {{ phone.text }}\n{% endfor %}"
_PHONES_HTML = (
    '{% for phone in phones %}<li>{{ call }}: <a href="{{ phone.link }}">{{ phone.text }}</a></li>{% endfor %}'
)


def _introduction() -> Template:
    return Template(
        code="introduction", purpose="introduction",
        vi=Wording(
            "{{ tenant }} kính chào {{ name }}",
            "Kính gửi {{ name }},\n\n"
            "Cảm ơn Quý khách đã quan tâm đến {{ tenant }}. {{ owner }} sẽ phục vụ và sớm liên hệ với Quý khách."
            "{% if owner_email %}\n\nQuý khách có thể viết cho chúng tôi qua {{ owner_email }}.{% endif %}\n\n"
            "Trân trọng," + _SIGNED,
        ),
        en=Wording(
            "{{ tenant }} welcomes {{ name }}",
            "Dear {{ name }},\n\n"
            "Thank you for your interest in {{ tenant }}. {{ owner }} will look after you and be in touch soon."
            "{% if owner_email %}\n\nYou can reach us at {{ owner_email }}.{% endif %}\n\n"
            "Kind regards," + _SIGNED,
        ),
    )  # fmt: skip


def _confirmation() -> Template:
    return Template(
        code="confirmation", purpose="confirmation",
        vi=Wording(
            "{{ tenant }}: xác nhận nội dung đã trao đổi{% if opportunity %} – {{ opportunity }}{% endif %}",
            "Kính gửi {{ name }},\n\n"
            "Cảm ơn Quý khách đã trao đổi với {{ tenant }}. Chúng tôi xin xác nhận lại:\n\n"
            "{% if opportunity %}- Nội dung: {{ opportunity }}\n{% endif %}"
            "{% if request %}- Yêu cầu: {{ request }}\n{% endif %}" + _ANSWERS +
            "\nNếu có gì chưa đúng, xin Quý khách trả lời thư này.\n\nTrân trọng," + _SIGNED,
        ),
        en=Wording(
            "{{ tenant }}: what we discussed{% if opportunity %} – {{ opportunity }}{% endif %}",
            "Dear {{ name }},\n\n"
            "Thank you for talking to {{ tenant }}. This is what we have noted:\n\n"
            "{% if opportunity %}- About: {{ opportunity }}\n{% endif %}"
            "{% if request %}- Request: {{ request }}\n{% endif %}" + _ANSWERS +
            "\nIf anything is not right, please answer this mail.\n\nKind regards," + _SIGNED,
        ),
    )  # fmt: skip


def _notice() -> Template:
    return Template(
        code="notice", purpose="notice",
        vi=Wording(
            "Giao việc: {{ opportunity or name or code }}",
            "{{ assignee }}, bạn phụ trách tiếp: {{ opportunity or name or code }}\n\n"
            "{% if name %}Khách hàng: {{ name }}{% if company %} ({{ company }}){% endif %}\n{% endif %}"
            "{% if number %}Số: {{ number }}\n{% endif %}"
            "{% if expected_close %}Dự kiến chốt: {{ expected_close }}\n{% endif %}"
            "{% if expected_value %}Giá trị dự kiến: {{ expected_value }}\n{% endif %}"
            "{% if request %}Yêu cầu: {{ request }}\n{% endif %}" + _ANSWERS + _PHONES.replace("{{ call }}", "Gọi"),
            "<p>{{ assignee }}, bạn phụ trách tiếp: <b>{{ opportunity or name or code }}</b></p><ul>"
            "{% if name %}<li>Khách hàng: {{ name }}{% if company %} ({{ company }}){% endif %}</li>{% endif %}"
            "{% if number %}<li>Số: {{ number }}</li>{% endif %}"
            "{% if expected_close %}<li>Dự kiến chốt: {{ expected_close }}</li>{% endif %}"
            "{% if expected_value %}<li>Giá trị dự kiến: {{ expected_value }}</li>{% endif %}"
            "{% if request %}<li>Yêu cầu: {{ request }}</li>{% endif %}"
            + _PHONES_HTML.replace("{{ call }}", "Gọi") + "</ul>" + _ANSWERS_HTML,
        ),
        en=Wording(
            "Assigned to you: {{ opportunity or name or code }}",
            "{{ assignee }}, you go on with {{ opportunity or name or code }}\n\n"
            "{% if name %}Customer: {{ name }}{% if company %} ({{ company }}){% endif %}\n{% endif %}"
            "{% if number %}Number: {{ number }}\n{% endif %}"
            "{% if expected_close %}Expected to close: {{ expected_close }}\n{% endif %}"
            "{% if expected_value %}Expected value: {{ expected_value }}\n{% endif %}"
            "{% if request %}Request: {{ request }}\n{% endif %}" + _ANSWERS + _PHONES.replace("{{ call }}", "Call"),
            "<p>{{ assignee }}, you go on with <b>{{ opportunity or name or code }}</b></p><ul>"
            "{% if name %}<li>Customer: {{ name }}{% if company %} ({{ company }}){% endif %}</li>{% endif %}"
            "{% if number %}<li>Number: {{ number }}</li>{% endif %}"
            "{% if expected_close %}<li>Expected to close: {{ expected_close }}</li>{% endif %}"
            "{% if expected_value %}<li>Expected value: {{ expected_value }}</li>{% endif %}"
            "{% if request %}<li>Request: {{ request }}</li>{% endif %}"
            + _PHONES_HTML.replace("{{ call }}", "Call") + "</ul>" + _ANSWERS_HTML,
        ),
    )  # fmt: skip


def _reminder() -> Template:
    return Template(
        code="reminder", purpose="reminder",
        vi=Wording(
            "Nhắc việc: {{ subject }}",
            "Bạn có việc cần làm: {{ subject }}\n\n"
            "{% if start %}Bắt đầu: {{ start }}\n{% endif %}{% if deadline %}Hạn: {{ deadline }}\n{% endif %}"
            "{% if name %}Khách hàng: {{ name }}\n{% endif %}" + _PHONES.replace("{{ call }}", "Gọi"),
            "<p>Bạn có việc cần làm: {{ subject }}</p><ul>{% if start %}<li>Bắt đầu: {{ start }}</li>{% endif %}"
            "{% if deadline %}<li>Hạn: {{ deadline }}</li>{% endif %}"
            "{% if name %}<li>Khách hàng: {{ name }}</li>{% endif %}"
            + _PHONES_HTML.replace("{{ call }}", "Gọi") + "</ul>",
        ),
        en=Wording(
            "Reminder: {{ subject }}",
            "You have something to do: {{ subject }}\n\n"
            "{% if start %}Begins: {{ start }}\n{% endif %}{% if deadline %}Deadline: {{ deadline }}\n{% endif %}"
            "{% if name %}Customer: {{ name }}\n{% endif %}" + _PHONES.replace("{{ call }}", "Call"),
            "<p>You have something to do: {{ subject }}</p><ul>{% if start %}<li>Begins: {{ start }}</li>{% endif %}"
            "{% if deadline %}<li>Deadline: {{ deadline }}</li>{% endif %}"
            "{% if name %}<li>Customer: {{ name }}</li>{% endif %}"
            + _PHONES_HTML.replace("{{ call }}", "Call") + "</ul>",
        ),
    )  # fmt: skip


def _tier_notice() -> Template:
    return Template(
        code="tier_notice", purpose="tier_notice",
        vi=Wording(
            "{{ name }}: {% if tier %}hạng {{ tier }}{% else %}không còn hạng{% endif %}",
            "Khách hàng {{ name }} đã đổi hạng.\n\n"
            "Hạng trước: {{ tier_before or 'không có' }}\nHạng mới: {{ tier or 'không có' }}\n"
            "{% if cause %}Vì sao: {{ cause }}\n{% endif %}Căn cứ: {{ grounds }}\n",
            "<p>Khách hàng {{ name }} đã đổi hạng.</p><ul><li>Hạng trước: {{ tier_before or 'không có' }}</li>"
            "<li>Hạng mới: {{ tier or 'không có' }}</li>{% if cause %}<li>Vì sao: {{ cause }}</li>{% endif %}"
            "<li>Căn cứ: {{ grounds }}</li></ul>",
        ),
        en=Wording(
            "{{ name }}: {% if tier %}tier {{ tier }}{% else %}no tier any more{% endif %}",
            "The customer {{ name }} moved to another tier.\n\n"
            "Before: {{ tier_before or 'none' }}\nNow: {{ tier or 'none' }}\n"
            "{% if cause %}Why: {{ cause }}\n{% endif %}On what grounds: {{ grounds }}\n",
            "<p>The customer {{ name }} moved to another tier.</p><ul><li>Before: {{ tier_before or 'none' }}</li>"
            "<li>Now: {{ tier or 'none' }}</li>{% if cause %}<li>Why: {{ cause }}</li>{% endif %}"
            "<li>On what grounds: {{ grounds }}</li></ul>",
        ),
    )  # fmt: skip


DEFAULTS: Mapping[str, Template] = {
    one.purpose: one for one in (_introduction(), _confirmation(), _notice(), _reminder(), _tier_notice())
}
