"""What people and machines do. A function prepares what its operation needs, and gives one attempt of its caller."""

from tests.faults import (
    attachments,
    campaigns,
    deals,
    documents,
    exports,
    imports,
    intake,
    jobs,
    ladders,
    leads,
    letters,
    mails,
    merges,
    nights,
    papers,
    prints,
    records,
    rules,
    sales,
    settings,
    sites,
    streams,
    texts,
    wordings,
    works,
)
from tests.faults.attempts import Operation, operations_in

_TOLD = (
    attachments, campaigns, deals, documents, exports, imports, intake, jobs, ladders, leads, letters, mails,
    merges, nights, papers, prints, records, rules, sales, settings, sites, streams, texts, wordings,
    works,
)  # fmt: skip

OPERATIONS: dict[str, Operation] = {
    name: operation for told in _TOLD for name, operation in operations_in(vars(told)).items()
}
