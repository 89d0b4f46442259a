"""When a document is gone its file goes too: through the stream, so that nothing visible ever lacks its file."""

from collections.abc import Sequence

from kernel import files, keys, table
from kernel.fold import Change
from kernel.values import decode


def react(pk: str, changes: Sequence[Change]) -> None:
    """Remove the files of documents that are gone; one that only moved to another record is found by its pointer."""
    tenant = keys.tenant_of(pk)
    for change in changes:
        document = change.sk.removeprefix(keys.FILE)
        if tenant is not None and change.after is None and not _is_there(tenant, document):
            files.remove(keys.waiting_file(tenant, document))
            files.remove_below(keys.files_of(tenant, document))


def _is_there(tenant: str, document: str) -> bool:
    place = table.read((keys.document_pointer(tenant, document), keys.POINTER), consistent=True)
    if place is None:
        return False
    home = keys.customer(tenant, decode(place["customer"]))
    return table.read((home, keys.document(keys.FILE, document)), consistent=True) is not None
