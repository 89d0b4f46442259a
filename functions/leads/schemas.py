"""Bodies of requests about a lead's own life."""

from typing import Annotated

from pydantic import Field

from kernel.fields import Code, Frozen, Prose


class ToStage(Frozen):
    """A stage of the catalogue; left out, the one that comes next."""

    stage: Code | None = None


class Lost(Frozen):
    """Why a lead was lost: an entry of the catalogue `lost-reasons`, and what else there is to say."""

    reason: Code
    note: Annotated[Prose, Field(max_length=1000)] | None = None
