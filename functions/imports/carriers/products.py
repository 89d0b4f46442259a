"""Products of a file, for an administrator."""

from collections.abc import Mapping, Sequence
from functools import cached_property

from imports.carriers import naming
from imports.carrying import Done, is_told, returning, untouched
from imports.plans import Planned
from kernel import history, keys, table
from kernel.access import Viewer, require_admin, require_version
from kernel.problems import Problem
from products import making, model
from products.model import ProductItem
from products.schemas import ProductCreate, ProductPatch

_TRIES = 4


class Products:
    """Makes and changes products for one person; `since`: the id of the import that made them."""

    def __init__(self, viewer: Viewer, since: str) -> None:
        self._viewer, self._tenant, self._since = viewer, viewer.tenant, since

    def lane(self, _row: Planned) -> str:
        """One after the other: each depends on the same ladder of tiers."""
        return ""

    def create(self, row: Planned) -> Done:
        """The product, with the discounts that the tiers have now."""
        product, writes = making.made(self._viewer, ProductCreate.model_validate(row.fields), row.record)
        try:
            table.write(*writes)
        except (Problem, table.Refused) as fault:
            return self._there(row, fault)
        return Done(record=product.id, version=1, code=product.code)

    def update(self, row: Planned) -> Done:
        """The fields of the row, in the version that was looked at."""
        patch = ProductPatch.model_validate(row.fields)
        try:
            item = self._load(row)
            require_version(row.version, item.version)
            changes = {name: getattr(patch, name) for name in patch.model_fields_set}
            product, writes = making.changed(self._viewer, item, changes)
            if writes:
                table.write(*writes)
        except Problem as problem:
            return self._there(row, problem)
        return Done(record=product.id, version=item.version + bool(writes), code=product.code)

    def _load(self, row: Planned) -> ProductItem:
        require_admin(self._viewer)
        item = model.find(self._tenant, str(row.record))
        if item is None:
            raise Problem("not_found")
        return item

    def _there(self, row: Planned, otherwise: Exception) -> Done:
        """The row, if it is done already."""
        there = self.found([row]).get(row.row)
        if there is None:
            raise otherwise
        return there

    def found(self, rows: Sequence[Planned]) -> Mapping[int, Done]:
        """A product that was made has its id; a change that was made is told of in its history."""
        pk = keys.products(self._tenant)
        lies = {one.row: (pk, keys.product(str(one.record))) for one in rows}
        told = {
            one.row: (pk, keys.history(keys.product(str(one.record)), int(one.version or 0) + 1))
            for one in rows if one.outcome == "update"
        }  # fmt: skip
        items = table.get_many([*lies.values(), *told.values()], consistent=True)
        done: dict[int, Done] = {}
        for one in rows:
            raw, entry = items.get(lies[one.row]), items.get(told[one.row]) if one.row in told else None
            code = ProductItem.of(raw).value.code if raw else None
            if one.outcome == "create" and raw is not None:
                done[one.row] = Done(record=str(one.record), version=1, code=code)
            elif is_told(entry, one):
                done[one.row] = Done(record=str(one.record), version=int(one.version or 0) + 1, code=code)
        return done

    def remove(self, row: Planned) -> None:
        """The product goes, if no line has named it since."""
        for _ in range(_TRIES):
            item = model.find(self._tenant, str(row.record))
            if item is None:
                return
            require_admin(self._viewer)
            untouched(item.pk, item.sk, 1, item.version)
            if item.value.id in self._named or naming.opportunities(self._tenant, item.value):
                raise Problem("attached_since_import")
            told = making.telling(self._viewer, item.version + 1, item.value, None)
            try:
                table.write(*model.removing(self._tenant, item), *told)
            except table.Refused:
                continue
            return
        raise Problem("in_flight")

    @cached_property
    def _named(self) -> frozenset[str]:
        """What lines of sales documents may have named since the import began; read once for a chunk."""
        return naming.documents(self._tenant, self._since)

    def restore(self, row: Planned, version: int) -> Sequence[str]:
        """The fields return to what they were, as far as they still are what the import made of them."""
        for _ in range(_TRIES):
            item = self._load(row)
            entry = history.find(item.pk, item.sk, version)
            back, left = returning(entry, item.value.model_dump(), row.fields)
            patch = ProductPatch.model_validate(back)
            _, writes = making.changed(self._viewer, item, {name: getattr(patch, name) for name in back})
            try:
                if writes:
                    table.write(*writes)
            except table.Refused:
                continue
            return left
        raise Problem("in_flight")
