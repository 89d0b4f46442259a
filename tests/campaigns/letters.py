"""Templates of campaigns, as the table has them."""

from kernel import keys
from kernel.values import encode
from letters.rules import Template, Wording
from tests.world import ENVIRONMENT, client

HELLO = Wording("Chào {{ name }}", "Chào {{ name }} ở {{ company }}.\n\n{{ unsubscribe }}")
TEMPLATE = Template(code="hello", purpose="campaign", vi=HELLO, en=Wording("Hello {{ name }}", "Hello {{ name }}."))


def keep(tenant: str, template: Template) -> None:
    """As the feature keeps one of many."""
    sk = keys.mail_template(template.code, of_purpose=False)
    item = {
        "pk": {"S": keys.mail_templates(tenant)}, "sk": {"S": sk},
        "value": encode(template.model_dump(exclude_none=True)), "version": {"N": "1"},
    }  # fmt: skip
    client("dynamodb").put_item(TableName=ENVIRONMENT["TABLE_NAME"], Item=item)
