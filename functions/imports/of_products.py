"""What becomes of the rows of products: found there by their code. Only administrators keep products."""

from collections.abc import Mapping, Sequence

from imports import known
from imports.deciding import Asked, Repeats
from imports.drafting import Draft
from imports.known import Stored
from imports.plans import Planned
from kernel.access import require_admin


class Products:
    """Decides row by row; 403 for everybody else."""

    def __init__(self, asked: Asked) -> None:
        require_admin(asked.viewer)
        self._asked, self._repeats = asked, Repeats()
        self._coded: Mapping[str, Stored] = {}

    def marks(self, draft: Draft) -> list[str]:  # noqa: ARG002 - others have some
        """None: a code says all."""
        return []

    def look(self, drafts: Sequence[Draft], there: Mapping[str, tuple[str, ...]]) -> None:  # noqa: ARG002
        """The products with their codes."""
        codes = {str(one.fields["code"]) for one in drafts if "code" in one.fields}
        self._coded = known.products(self._asked.viewer.tenant, codes) if codes else {}

    def decide(self, draft: Draft) -> Planned:
        """By its code."""
        asked, code = self._asked, draft.fields.get("code")
        if code is None:
            return asked.wrong(draft, *draft.lacks)
        mark = f"code:{code.upper()}"
        if earlier := self._repeats.earlier([mark]):
            return asked.repeated(draft, "code", earlier[0])
        planned = self._decided(draft, self._coded.get(code.upper()))
        if planned.outcome != "error":
            self._repeats.note([mark], draft.row)
        return planned

    def _decided(self, draft: Draft, stored: Stored | None) -> Planned:
        asked = self._asked
        if stored is None:
            return asked.made(draft, draft.fields)
        if asked.duplicates == "skip":
            return asked.skipped(draft, asked.told(draft, "code_there", "code"), record=stored.id)
        if asked.duplicates == "create":
            return asked.wrong(draft, asked.told(draft, "code_of_another", "code"))
        fields = {name: one for name, one in asked.given(draft).items() if name != "code"}
        return asked.changed(draft, stored.id, stored.version, stored.value, fields)
