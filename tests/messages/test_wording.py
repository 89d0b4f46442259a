"""What is written to many at once: which of the shapes a body is, and what it may name."""

import pytest
from pydantic import TypeAdapter, ValidationError

from messages.filling import VARIABLES
from messages.rules import EmailTemplate, EmailText, SmsText, Wording

ADAPTER: TypeAdapter[Wording] = TypeAdapter(Wording)


def test_of_the_two_emails_it_is_the_one_that_names_a_template():
    assert ADAPTER.validate_python({"channel": "email", "template": "tet"}) == EmailTemplate(
        channel="email", template="tet"
    )
    words = EmailText(channel="email", subject="Chào", text="Xin chào")
    assert ADAPTER.validate_python(words.model_dump()) == words


@pytest.mark.parametrize(
    "made",
    [EmailTemplate(channel="email", template="tet"), EmailText(channel="email", subject="a", text="b"),
     SmsText(channel="sms", text="a")],
)  # fmt: skip
def test_what_is_made_already_is_what_it_is(made: Wording):
    assert ADAPTER.validate_python(made) is made
    assert ADAPTER.validate_json(ADAPTER.dump_json(made)) == made


def test_a_template_is_of_mail_alone():
    with pytest.raises(ValidationError, match="template"):
        ADAPTER.validate_python({"channel": "sms", "template": "tet"})


@pytest.mark.parametrize("body", [None, 5, "email", [], {}, {"channel": "fax"}])
def test_what_is_no_message_is_refused(body: object):
    with pytest.raises(ValidationError):
        ADAPTER.validate_python(body)


def test_a_variable_that_nobody_knows_is_named_with_those_that_there_are():
    with pytest.raises(ValidationError) as told:
        SmsText(channel="sms", text="Chào {{ nobody }}")
    (error,) = told.value.errors()
    assert (error["type"], error["ctx"]) == (
        "unknown_variable", {"value": "nobody", "expected": ", ".join(VARIABLES)})  # fmt: skip
    known = f"Chào {{{{ {next(iter(VARIABLES))} }}}}"
    assert SmsText(channel="sms", text=known).text == known


def test_who_names_what_nothing_is_known_by_is_told_what_there_is():
    with pytest.raises(ValidationError) as told:
        ADAPTER.validate_python({"channel": "sms", "text": "Chào {{name}} {{nick}} {{other}}"})
    (error,) = told.value.errors()
    assert (error["type"], error["msg"]) == ("unknown_variable", "is not known")
    assert error["ctx"] == {"value": "nick", "expected": ", ".join(VARIABLES)}
