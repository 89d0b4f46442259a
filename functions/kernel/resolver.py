"""The one resolver of Powertools that the product uses, without the others.

Its package imports every resolver there is when it is imported itself (GraphQL, Bedrock agents, events, and asyncio
for them): a thirtieth of an API's cold start. So the package is put in its place unexecuted, with nothing but its path,
and what is wanted is imported from its own module.
"""

import sys
from importlib.util import find_spec, module_from_spec

_PACKAGE = "aws_lambda_powertools.event_handler"

if _PACKAGE not in sys.modules and (spec := find_spec(_PACKAGE)):
    sys.modules[_PACKAGE] = module_from_spec(spec)

from aws_lambda_powertools.event_handler.api_gateway import APIGatewayHttpResolver, Response  # noqa: E402 - see above

__all__ = ["APIGatewayHttpResolver", "Response"]
