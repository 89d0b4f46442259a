"""When a template is gone its file goes too: through the stream, so that no visible template ever lacks its file."""

from collections.abc import Sequence

from kernel import files, keys, table
from kernel.fold import Change


def react(pk: str, changes: Sequence[Change]) -> None:
    """Remove the files of templates that are gone."""
    tenant = keys.tenant_of(pk)
    for change in changes:
        gone = change.after is None and table.read((pk, change.sk), consistent=True) is None
        if tenant is not None and gone:
            template = change.sk.removeprefix(keys.PRINT_TEMPLATE)
            files.remove(keys.waiting_file(tenant, template))
            files.remove_below(keys.template_files(tenant, template))
