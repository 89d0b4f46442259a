"""Every key string of the table, and nowhere else. docs/table.md draws them.

A partition key begins with its tenant. `_` is no tenant: it holds what belongs to none
(the list of tenants, mail events that name nobody).
"""

from collections.abc import Iterable

from kernel.text import compact

NOBODY = "_"


# --- settings and people -------------------------------------------------------------------------
def tenants() -> str:
    """The list of tenants (sk: tenant)."""
    return f"{NOBODY}#TENANTS"


def settings(tenant: str) -> str:
    """Settings of a tenant (sk: TENANT, RULEBOOK, rulebook(), draft(), LADDER, GENERAL, EMAIL, REQUEST_FORM…)."""
    return f"{tenant}#SETTINGS"


TENANT = "TENANT"
RULEBOOK = "RULEBOOK"
LADDER = "LADDER"
GENERAL = "GENERAL"
EMAIL = "EMAIL"
"""What a company has set for its mail."""
REQUEST_FORM = "FORM#request"
CHANNELS = "CHANNELS"


def channel_lock(channel: str) -> str:
    """Sort key, among the settings, of who is just renewing what a channel is written over with."""
    return f"{CHANNELS}#LOCK#{channel}"


def channel_lost(channel: str) -> str:
    """Sort key, among the settings, of what says that a provider takes our credentials no more."""
    return f"{CHANNELS}#LOST#{channel}"


def changing_on(tenant: str) -> str:
    """Whose score changes by itself, and when (sk: changing())."""
    return f"{tenant}#CHANGING"


def changing(day: int, customer_id: str) -> str:
    """Sort key of a customer whose score changes on a day, a date's ordinal."""
    return f"{day:07d}#{customer_id}"


RULEBOOKS = "RULEBOOK#"


def rulebook(version: int) -> str:
    """Sort key of a published version of the scoring rules."""
    return f"{RULEBOOKS}{version:06d}"


def draft(draft_id: str = "") -> str:
    """Sort key of rules that are being written; without an id, what all of them begin with."""
    return f"DRAFT#{draft_id}"


def catalog(tenant: str) -> str:
    """Catalogue entries of a tenant (sk: entry(), RULED)."""
    return f"{tenant}#CATALOG"


RULED = "~RULED"


def entry(kind: str, code: str) -> str:
    """Sort key of one catalogue entry."""
    return f"{kind}#{code}"


def vouchers(tenant: str) -> str:
    """Voucher books of a tenant (sk: voucher_book(), default_book())."""
    return f"{tenant}#VOUCHERS"


def voucher_book(code: str) -> str:
    """Sort key of a voucher book."""
    return f"BOOK#{code}"


def default_book(kind: str) -> str:
    """Sort key of what says which book documents of a kind use."""
    return f"DEFAULT#{kind}"


def products(tenant: str) -> str:
    """Products of a tenant (sk: product())."""
    return f"{tenant}#PRODUCTS"


PRODUCT = "PRODUCT#"


def product(product_id: str) -> str:
    """Sort key of a product."""
    return f"{PRODUCT}{product_id}"


def product_code(tenant: str, code: str) -> str:
    """Which product has a code; SP1 and sp1 are one code."""
    return taken(tenant, "PRODUCT", code.upper())


def employees(tenant: str) -> str:
    """Employees of a tenant (sk: employee())."""
    return f"{tenant}#EMPLOYEES"


def employee(employee_id: str) -> str:
    """Sort key of an employee."""
    return f"EMPLOYEE#{employee_id}"


def departments(tenant: str) -> str:
    """Departments of a tenant (sk: department id)."""
    return f"{tenant}#DEPARTMENTS"


def taken(tenant: str, what: str, value: str) -> str:
    """A pointer that makes `value` unique among a tenant's `what` (sk: POINTER)."""
    return f"{tenant}#TAKEN#{what}#{value}"


def record_code(tenant: str, code: str) -> str:
    """Which record a code finds; KH1 and kh1 are one code, for people type both."""
    return taken(tenant, "CODE", code.upper())


POINTER = "POINTER"


# --- a lead or customer: one item collection -----------------------------------------------------
def customer(tenant: str, customer_id: str) -> str:
    """The collection of everything that belongs to one lead or customer."""
    return f"{tenant}#C#{customer_id}"


def owner_of(pk: str) -> tuple[str, str] | None:
    """(tenant, customer id) of a collection's partition key, None for any other key."""
    parts = pk.split("#")
    return (parts[0], parts[2]) if len(parts) == 3 and parts[1] == "C" and parts[0] != NOBODY else None  # noqa: PLR2004 - tenant, C, id


PROFILE = "PROFILE"
QUOTE = "QUOTE#"
ORDER = "ORDER#"
CONTRACT = "CONTRACT#"
PAYMENT_SLIP = "PAYMENTSLIP#"
ADJUSTMENT = "ADJUSTMENT#"
RECEIPT = "RECEIPT#"
CONTACT = "CONTACT#"
CARD = "CARD#"
WARRANTY = "WARRANTY#"
LINK = "LINK#"
FILE = "FILE#"
DOSSIER = "DOSSIER#"
OPPORTUNITY = "OPPORTUNITY#"
ACTIVITY = "ACTIVITY#"
SIGNAL = "SIGNAL#"
POINTS = "POINTS#"
FENCE = "FENCE#"
# "~" sorts after every fact, so that one range below it is all that a rebuild has to read.
DERIVED = "~"
HISTORY = f"{DERIVED}HISTORY#"
FILE_TURN = f"{DERIVED}FILES"


def document(kind: str, document_id: str) -> str:
    """Sort key of what is attached to a record; `kind` is the prefix of its kind, such as CONTRACT."""
    return f"{kind}{document_id}"


def document_pointer(tenant: str, document_id: str) -> str:
    """Finds the collection that something attached lies in (sk: POINTER)."""
    return f"{tenant}#DOCUMENT#{document_id}"


def belonging(sk: str) -> str:
    """Sort key, beside an opportunity's pointer, of something in its customer's collection that belongs to it."""
    return f"{BELONGING}{sk}"


BELONGING = "HAS#"


def turn(kind: str) -> str:
    """Sort key of whose turn it was to add something of a kind to a record."""
    return f"{DERIVED}TURN#{kind}"


def reaction(kind: str, message: str, link: str | None = None) -> str:
    """What makes a signal the same again: its kind and message, and for a click the digest of its link."""
    return f"{kind}#{message}" if link is None else f"{kind}#{message}#{link}"


def unreadable(digest: str) -> str:
    """What makes a mail event that cannot be read the same again."""
    return f"malformed#{digest}"


def signal(identity: str) -> str:
    """Sort key of a signal: what makes it the same signal again."""
    return f"{SIGNAL}{identity}"


def occurrence(signal_sk: str, digest: str) -> str:
    """Sort key of one of several times that a signal was given, beside it."""
    return f"{signal_sk}#{_TIME}{digest}"


def occurs_of(sk: str) -> str | None:
    """Sort key of the signal that an occurrence is one of; None for a signal itself."""
    of, _, last = sk.rpartition("#")
    return of if last.startswith(_TIME) else None


_TIME = "+"  # no message, link or path begins so


def fence(fold: str) -> str:
    """Sort key of the marks that a rebuild leaves in the stream."""
    return f"{FENCE}{fold}"


LEDGER = f"{DERIVED}LEDGER"
"""Sort key of how far a record's ledger is: its last entry, and what is owed."""
LEDGER_ENTRY = f"{LEDGER}#"
DUE = f"{DERIVED}DUE#"


def ledger_entry(number: int) -> str:
    """Sort key of entry `number` of a record's ledger: they lie in the order in which they were posted."""
    return f"{LEDGER_ENTRY}{number:012d}"


def due(day: str, document_id: str) -> str:
    """Sort key of what a document claims, by the day on which it is due."""
    return f"{DUE}{day}#{document_id}"


MERGE = f"{DERIVED}MERGE#"


def merge(absorbed: str) -> str:
    """Sort key of what is told of a merge, in the survivor's collection."""
    return f"{MERGE}{absorbed}"


def origin(sk: str) -> str:
    """Sort key of the note that an item of this collection, with the sort key `sk`, came from another."""
    return f"{DERIVED}ORIGIN#{sk}"


def snapshots(fold: str) -> str:
    """Prefix of a fold's snapshots; `fold` is SCORE or TIER."""
    return f"{DERIVED}{fold}#"


def snapshot(fold: str, number: int) -> str:
    """Sort key of snapshot `number`; the last one is the present, the earlier ones are the history."""
    return f"{DERIVED}{fold}#{number:012d}"


def histories(subject: str = "") -> str:
    """Prefix of what is told of a subject, in any partition; "" is what the partition itself is about."""
    return f"{HISTORY}{subject}#"


def history(subject: str, version: int) -> str:
    """Sort key of what made `version` of a subject: nothing is told twice."""
    return f"{HISTORY}{subject}#{version:012d}"


# --- lists: a row in the book of everybody who may list the record, indexes order them ------------
def own(employee_id: str) -> str:
    """The book of what an employee owns and of what was shared with them."""
    return f"E:{employee_id}"


def members(department_id: str) -> str:
    """The book of what was shared with all who work in a department."""
    return f"D:{department_id}"


def team(department_id: str) -> str:
    """The book of what those who work in a department see, for its manager."""
    return f"T:{department_id}"


COMMON = "S"
"""Where the counters lie of what several teams see."""


def teams(department_ids: Iterable[str]) -> str:
    """The book of counters of what the teams of just these departments see, besides each team's own."""
    return f"{COMMON}:{'+'.join(sorted(department_ids))}"


def managed(books: Iterable[str]) -> list[str]:
    """The departments whose teams' books are among these."""
    return [one.removeprefix(team("")) for one in books if one.startswith(team(""))]


def laid(whose: str, cell: str) -> tuple[str, str]:
    """(book, cell) as a counter lies: what several teams see in one partition, their departments after the cell."""
    book, _, departments = whose.partition(":")
    return (COMMON, f"{cell}|{departments}") if book == COMMON else (whose, cell)


def held(employee_id: str) -> str:
    """The book of what of a kind is an employee's own, whoever owns the records that it is attached to."""
    return f"H:{employee_id}"


EVERYBODY = "A"
"""The administrators' book: everything."""


def book(tenant: str, shelf: str, whose: str) -> str:
    """The rows of one book (sk: customer id, so by newest); `whose` is own(), members(), team() or EVERYBODY."""
    return f"{tenant}#BOOK#{shelf}#{whose}"


def attached_subject(kind: str, attached_id: str) -> str:
    """What the history of something attached is about, in its record's collection."""
    return f"{kind}#{attached_id}"


def card_number(kind: str, number: str) -> str:
    """What makes the number of a card unique among those of its kind, however that is spelled."""
    return f"{kind}#{compact(number) or number}"


def number(tenant: str, kind: str, written: str) -> str:
    """Which document of a kind has a number; HD-1 and hd-1 are one number (sk: POINTER)."""
    return taken(tenant, f"NUMBER#{kind}", written.upper())


def unlisted(tenant: str, employee_id: str) -> str:
    """What was shared with an employee, but lies in none of their books (sk: customer id)."""
    return f"{tenant}#UNLISTED#{employee_id}"


def is_slim(partition: str) -> bool:
    """Whether a book holds slim rows: they only find the cards."""
    whose = partition.rpartition("#")[2]
    return whose == EVERYBODY or whose.startswith(team(""))


def feed(tenant: str, shelf: str) -> str:
    """All cards of a tenant, as the indexes `newest` and `ranked` see them."""
    return f"{tenant}#FEED#{shelf}"


def stars(number: int) -> str:
    """Prefix of `rank` shared by all with so many stars."""
    return f"{number}#"


def rank(number: int, score: int, customer_id: str) -> str:
    """Sort key of the indexes `ranked` and `mine`: stars, then score (shifted to stay positive), then id."""
    return f"{number}#{score + 1_000_000_000_000:013d}#{customer_id}"


def find(tenant: str, whose: str, head: str) -> str:
    """What finds the records of a book (sk: found()), by its first letters: so no partition takes every write."""
    return f"{tenant}#FIND#{whose}#{head}"


def finder(pk: str) -> str:
    """Whose book the entries of such a partition are of."""
    return pk.split("#")[2]


def found(text: str, rank: int, customer_id: str = "") -> str:
    """Sort key of what finds a record: text, how good a find it is, record; without that, what they begin with."""
    return f"{text}#{rank}#{customer_id}"


def open_by(deadline: str) -> str:
    """How `by_close` orders what is still to be done; with a moment, or its beginning, a bound of it."""
    return f"0#{deadline}"


def over_by(deadline: str) -> str:
    """The same of what is over: it comes after all that is open, so that a range of open things has none of it."""
    return f"1#{deadline}"


def attached_book(tenant: str, kind: str, whose: str) -> str:
    """What of a kind is attached to the records that one book's readers see it of (sk: attached_row())."""
    return f"{tenant}#ATTACHED#{kind}#{whose}"


def attached_row(attached_id: str, customer_id: str) -> str:
    """Sort key of something attached, newest last, and of the record that it is attached to."""
    return f"{attached_id}#{customer_id}"


def attached_found(tenant: str, kind: str, whose: str) -> str:
    """What finds something attached in one book by more than its order (sk: finding(), attached_row())."""
    return f"{tenant}#FOUND#{kind}#{whose}"


def finding(text: str, attached_id: str = "", customer_id: str = "") -> str:
    """Sort key of what finds something attached; without ids, what all such keys begin with."""
    return f"{text}#{attached_row(attached_id, customer_id)}" if attached_id else f"{text}#"


def product_line(product: str, day: str = "") -> str:
    """What finds an opportunity by the code of a product on its lines, and when it was opened."""
    return f"C#{product.lower()}#{day}"


def product_named(name: str, day: str = "") -> str:
    """What finds an opportunity by the sortable name of something on its lines, and when it was opened."""
    return f"N#{name}#{day}" if day else f"N#{name}"


def word(text: str) -> str:
    """What finds something attached by a word of what it is called; with the beginning of one, a bound of those."""
    return f"W#{text}"


def email(tenant: str, address: str) -> str:
    """Who has this email address (sk: customer id)."""
    return f"{tenant}#EMAIL#{address}"


def web_client(tenant: str, client: str) -> str:
    """Whose browser has this client id (sk: customer id)."""
    return f"{tenant}#WEBCLIENT#{client}"


# --- counts: what every record is counted as, added up --------------------------------------------
COUNTED = f"{DERIVED}COUNTED"
"""Sort key, in a record's collection, of what it is counted as."""


BUSY = f"{DERIVED}BUSY"
"""Sort key, in a record's collection, of how many of its activities are still open, in whose books."""


STANDING = f"{DERIVED}STANDING"
"""Sort key, in a record's collection, of how it stands, as it is counted: its stars, its score, its tier."""


def counted(tenant: str) -> str:
    """The records that are counted as something (sk: customer id)."""
    return f"{tenant}#COUNTED"


def tracked(sk: str) -> str:
    """Sort key, beside something attached with the sort key `sk`, of where it is listed and what it is counted as."""
    return f"{COUNTED}#{sk}"


def counts(tenant: str, shelf: str, whose: str) -> str:
    """How many records a book has, and what is expected of them (sk: stage, "~lost", or "~" without one)."""
    return f"{tenant}#COUNTS#{shelf}#{whose}"


def days(tenant: str, what: str, whose: str) -> str:
    """What happened on which day, as a book tells of it (sk: month_of())."""
    return f"{tenant}#DAYS#{what}#{whose}"


def month_of(month: str, cell: str) -> str:
    """Sort key of what happened in a month (ISO 8601), of one sort: so months are a range."""
    return f"{month}#{cell}"


def personal(employee_id: str, *, held: bool, told: bool) -> str:
    """The book of days of an employee: of what they hold or else see, and of that, what their department sees as well.

    These four have nothing in common, so what somebody sees is a sum of books.
    """
    return f"{'H' if held else 'V'}{'D' if told else ''}:{employee_id}"


def user(customer_id: str, sk: str) -> str:
    """What is attached to a record with the sort key `sk`, in lists that have records by their ids too."""
    return f"{customer_id}#{sk}"


def of_user(tenant: str, user: str) -> tuple[str, str]:
    """Where a record lies, or what is attached to one, as such lists name it."""
    record, _, sk = user.partition("#")
    return customer(tenant, record), sk or PROFILE


def uses(tenant: str, kind: str, code: str) -> str:
    """What names a catalogue entry (sk: record id, or user()), and how many do (sk: USED)."""
    return f"{tenant}#USES#{kind}#{code}"


USED = f"{DERIVED}COUNT"


# --- reception, jobs, housekeeping ----------------------------------------------------------------
def unmatched(tenant: str | None) -> str:
    """Mail events whose recipient is not known, or that cannot be read (sk: unmatched_event())."""
    return f"{tenant or NOBODY}#UNMATCHED"


def unmatched_event(address: str, identity: str = "") -> str:
    """Sort key of such an event; without an identity, what all those of an address begin with."""
    return f"{address.replace('#', '%23')}#{identity}"


def webhooks(tenant: str) -> str:
    """How a company's email providers sign what they report (sk: source())."""
    return f"{tenant}#WEBHOOKS"


def source(name: str) -> str:
    """Sort key of a provider's keys."""
    return f"SOURCE#{name}"


RAW = "raw/"


def raw_bodies(tenant: str | None, source: str, day: str) -> str:
    """Prefix of the bodies that a provider posted, signed on a day (ISO 8601)."""
    return f"{RAW}{tenant or NOBODY}/{source}/{day}/"


def raw_body(tenant: str | None, source: str, day: str, digest: str) -> str:
    """Object key of one of them: the same again has the same."""
    return f"{raw_bodies(tenant, source, day)}{digest}"


def visit(visit_id: str) -> str:
    """Sort key of a visit of a web site, in the collection of who made it."""
    return f"{VISIT}{visit_id}"


VISIT = f"{SIGNAL}visit#"


def stranger(tenant: str, client: str) -> str:
    """Visits by a client that nobody is known to have (sk: strange())."""
    return f"{tenant}#STRANGER#C#{client}"


STRANGE = "VISIT#"


def strange(visit_id: str, user: str) -> str:
    """Sort key of a visit of nobody known, with the digest of the user that was named: no signal yet, for no stream."""
    return f"{STRANGE}{visit_id}#{user}"


def strange_user(tenant: str, user: str) -> str:
    """Clients that named a user whom nobody knows, as codes are compared (sk: client)."""
    return f"{tenant}#STRANGER#U#{user.upper()}"


def strangers(tenant: str) -> str:
    """Visits of nobody known, for the list of them (sk: strange_visit())."""
    return f"{tenant}#STRANGERS"


def strange_visit(at: str, visit_id: str) -> str:
    """Sort key of a visit of nobody known, by the moment that it was first told of."""
    return f"{at}#{visit_id}"


def sites(tenant: str) -> str:
    """What a company lets its web sites send (sk: stream(), web_form(), received())."""
    return f"{tenant}#SITES"


STREAM = "STREAM#"
WEB_FORM = "WEBFORM#"
SUBMISSION = "SUBMISSION#"


def stream(code: str) -> str:
    """Sort key of a site's analytics, by its measurement id."""
    return f"{STREAM}{code}"


def web_form(code: str) -> str:
    """Sort key of a form of a site."""
    return f"{WEB_FORM}{code}"


def received(code: str) -> str:
    """Sort key of how much came by a form."""
    return f"RECEIVED#{code}"


def submission(submission_id: str) -> str:
    """Sort key of what somebody sent by a form, in the collection of whom it is about."""
    return f"{SUBMISSION}{submission_id}"


def submitted(tenant: str, digest: str) -> str:
    """That something was sent by a form, so that the same again is the same (sk: POINTER)."""
    return f"{tenant}#SUBMITTED#{digest}"


def hits(tenant: str, form: str, window: int) -> str:
    """How often a form was used in a while (sk: by whom, as a digest, or BY_ALL); on a day, INTRODUCED."""
    return f"{tenant}#HITS#{form}#{window}"


BY_ALL = "ALL"
INTRODUCED = "INTRODUCED"


def exports(tenant: str, employee_id: str) -> str:
    """Export jobs of one employee (sk: export())."""
    return f"{tenant}#EXPORTS#{employee_id}"


EXPORT = "EXPORT#"


def export(job_id: str) -> str:
    """Sort key of an export job."""
    return f"{EXPORT}{job_id}"


def export_request(digest: str) -> str:
    """Sort key that makes one job of the same request while it runs."""
    return f"REQUEST#{digest}"


def export_columns(kind: str) -> str:
    """Sort key of the columns that somebody chose for a kind of export the last time."""
    return f"COLUMNS#{kind}"


def export_checkpoint(job_id: str) -> str:
    """Sort key of how far an export's file is."""
    return f"CHECKPOINT#{job_id}"


def export_rest(tenant: str, job_id: str, name: str) -> str:
    """Object key of what an export's file has beyond its parts; each is used once."""
    return f"exports/{tenant}/{job_id}/{name}"


def export_file(tenant: str, job_id: str) -> str:
    """Object key of an export's file."""
    return f"exports/{tenant}/{job_id}.xlsx"


def imports(tenant: str, employee_id: str) -> str:
    """Imports of one employee (sk: import_job(), imported_before())."""
    return f"{tenant}#IMPORTS#{employee_id}"


IMPORT = "IMPORT#"


def import_turns(tenant: str) -> str:
    """Which import of a kind of records is writing, or was the last to (sk: kind)."""
    return f"{tenant}#IMPORTTURNS"


def import_job(import_id: str) -> str:
    """Sort key of an import."""
    return f"{IMPORT}{import_id}"


def imported_before(sha256: str, import_id: str = "") -> str:
    """Sort key of an import of these bytes."""
    return f"FILE#{sha256}#{import_id}"


def import_objects(tenant: str, import_id: str) -> str:
    """Prefix of all objects that an import is made of."""
    return f"imports/{tenant}/{import_id}/"


def import_source(tenant: str, import_id: str, source: str) -> str:
    """Object key of the file that is imported: a copy that nobody can upload over."""
    return f"{import_objects(tenant, import_id)}source/{source}"


def import_sheets(tenant: str, import_id: str) -> str:
    """Object key of what the sheets of a file look like."""
    return f"{import_objects(tenant, import_id)}sheets"


def import_rows(tenant: str, import_id: str, sheet: int, chunk: int) -> str:
    """Object key of some rows of a sheet as they were read."""
    return f"{import_objects(tenant, import_id)}rows/{sheet}/{chunk:05d}"


def import_plan(tenant: str, import_id: str, test: str, chunk: int) -> str:
    """Object key of a part of what a test said."""
    return f"{import_objects(tenant, import_id)}plan/{test}/{chunk:05d}"


def import_results(tenant: str, import_id: str, test: str, chunk: int) -> str:
    """Object key of what became of a part of a plan."""
    return f"{import_objects(tenant, import_id)}results/{test}/{chunk:05d}"


def import_undone(tenant: str, import_id: str, test: str, chunk: int) -> str:
    """Object key of what undoing did to a part of a plan."""
    return f"{import_objects(tenant, import_id)}undone/{test}/{chunk:05d}"


def import_annotated(tenant: str, import_id: str, test: str) -> str:
    """Object key of the file with what was said of each row."""
    return f"{import_objects(tenant, import_id)}annotated/{test}.xlsx"


def import_template(tenant: str, kind: str, language: str) -> str:
    """Object key of an empty file to be filled in."""
    return f"imports/{tenant}/templates/{kind}-{language}.xlsx"


def waiting_file(tenant: str, file_id: str) -> str:
    """Object key of an upload that nobody has looked at."""
    return f"waiting/{tenant}/{file_id}"


def files_of(tenant: str, document_id: str) -> str:
    """Prefix of a document's file. No customer in it: a document may move to another record with all that is there."""
    return f"files/{tenant}/{document_id}/"


def file(tenant: str, document_id: str, sha256: str) -> str:
    """Object key of a document's file; its content is in its name, so that no other content can take its place."""
    return f"{files_of(tenant, document_id)}{sha256}"


def jobs(tenant: str, employee_id: str) -> str:
    """Jobs that one employee asked for (sk: job())."""
    return f"{tenant}#JOBS#{employee_id}"


JOB = "JOB#"


def job(job_id: str) -> str:
    """Sort key of a job on many records."""
    return f"{JOB}{job_id}"


def underway(tenant: str) -> str:
    """Work that has begun and not ended (sk: moment of its beginning, key of what says how it stands)."""
    return f"{tenant}#UNDERWAY"


def begun(at: str, pk: str, sk: str) -> str:
    """Sort key of work under way: the oldest comes first."""
    return f"{at}#{pk}|{sk}"


def job_parts(tenant: str, job_id: str) -> str:
    """What a job was asked to do and what became of each record (sk: REQUEST, plan(), result(), tally(), move())."""
    return f"{tenant}#JOB#{job_id}"


REQUEST = "REQUEST"
RESULT = "RESULT#"


def plan(step: int) -> str:
    """Sort key of the records that a step of a walk is about."""
    return f"PLAN#{step:06d}"


def tally(step: int) -> str:
    """Sort key of what a trial of rules has counted up to a step."""
    return f"TALLY#{step:06d}"


MOVE = "MOVE#"


def move(order: int, customer_id: str) -> str:
    """Sort key of a record whose score would change, in the order in which they are told."""
    return f"{MOVE}{order:013d}#{customer_id}"


def results(step: int) -> str:
    """Prefix of what one step of a job did."""
    return f"{RESULT}{step:06d}#"


def result(step: int, record: str) -> str:
    """Sort key of what became of a record: a record is in one step only."""
    return f"{results(step)}{record}"


def print_templates(tenant: str) -> str:
    """Print templates of a tenant (sk: print_template())."""
    return f"{tenant}#PRINTTEMPLATES"


PRINT_TEMPLATE = "PRINTTEMPLATE#"


def print_template(template_id: str) -> str:
    """Sort key of a print template."""
    return f"{PRINT_TEMPLATE}{template_id}"


def template_files(tenant: str, template_id: str) -> str:
    """Prefix of a print template's file."""
    return f"templates/{tenant}/{template_id}/"


def template_file(tenant: str, template_id: str, sha256: str) -> str:
    """Object key of a print template's file, named by its content as a document's is."""
    return f"{template_files(tenant, template_id)}{sha256}"


def print_file(tenant: str, print_id: str) -> str:
    """Object key of a record that was printed."""
    return f"prints/{tenant}/{print_id}"


def reminders(tenant: str) -> str:
    """Reminders of a tenant that nobody has been sent yet (sk: reminder())."""
    return f"{tenant}#REMINDERS"


def reminder(at: str, activity_id: str = "") -> str:
    """Sort key of a reminder: what is due first comes first; without an id, a bound of those that are due."""
    return f"{at}#{activity_id}" if activity_id else at


MESSAGE = "MESSAGE"
"""Sort key of a message that is to be sent, or was."""


def message(tenant: str, message_id: str) -> str:
    """A message that is to be sent, or was: a partition of its own, so that many do not queue for one."""
    return f"{tenant}#MESSAGE#{message_id}"


SENDING = "SENDING"
"""Sort key of what was written to many at once."""


def sending(tenant: str, sending_id: str) -> str:
    """What was written to many at once (sk: SENDING)."""
    return f"{tenant}#SENDING#{sending_id}"


LOGGED = "SENT#"


def logged(first: str, message_id: str) -> str:
    """Sort key, in a record's collection, of a message that was written to it; `first` is the least id of then."""
    return f"{LOGGED}{first[:10]}#{message_id}"


def failed_messages(tenant: str) -> str:
    """Messages of a tenant that could not be sent (sk: unsent(), of when they failed)."""
    return f"{tenant}#FAILED"


def mail_templates(tenant: str) -> str:
    """What a tenant's mails say (sk: mail_template())."""
    return f"{tenant}#MAILTEMPLATES"


def mail_template(code: str, *, of_purpose: bool) -> str:
    """Sort key of a mail template: of a purpose that has just one, or of one of many."""
    return f"{PURPOSE if of_purpose else MAIL_TEMPLATE}{code}"


PURPOSE, MAIL_TEMPLATE = "PURPOSE#", "MAILTEMPLATE#"


def outbox(tenant: str) -> str:
    """Messages of a tenant that are not yet sent, or given up (sk: unsent())."""
    return f"{tenant}#OUTBOX"


def unsent(at: str, message_id: str) -> str:
    """Sort key of a message that is not yet sent: the oldest comes first."""
    return f"{at}#{message_id}"


# --- email campaigns, and who is not written to any more -----------------------------------------
def campaigns(tenant: str) -> str:
    """Email campaigns of a tenant (sk: campaign(), campaign_due())."""
    return f"{tenant}#CAMPAIGNS"


CAMPAIGN = "CAMPAIGN#"
CAMPAIGN_DUE = "DUE#"


def campaign(campaign_id: str) -> str:
    """Sort key of an email campaign."""
    return f"{CAMPAIGN}{campaign_id}"


def campaign_due(at: str, campaign_id: str = "") -> str:
    """Sort key of a campaign that is to start: the first comes first; without an id, a bound of those that are due."""
    return f"{CAMPAIGN_DUE}{at}#{campaign_id}" if campaign_id else f"{CAMPAIGN_DUE}{at}"


def campaign_code(tenant: str, code: str) -> str:
    """Which email campaign has a code; TET and tet are one code (sk: POINTER)."""
    return taken(tenant, "CAMPAIGN", code.upper())


def campaign_parts(tenant: str, campaign_id: str) -> str:
    """Whom an email campaign is for (sk: recipient(), reached())."""
    return f"{tenant}#CAMPAIGN#{campaign_id}"


RECIPIENT = "RECIPIENT#"


def recipient(customer_id: str) -> str:
    """Sort key of a campaign's recipient."""
    return f"{RECIPIENT}{customer_id}"


def reached(address: str) -> str:
    """Sort key of whose mail it is that goes to an address: several records may have it, one gets it."""
    return f"ADDRESS#{address}"


def suppressed(tenant: str) -> str:
    """Addresses that a tenant does not write to any more (sk: suppressed_address())."""
    return f"{tenant}#SUPPRESSED"


SUPPRESSED = "ADDRESS#"


def suppressed_address(address: str) -> str:
    """Sort key of such an address, in lower case."""
    return f"{SUPPRESSED}{address}"


def recalculations(tenant: str) -> str:
    """Runs of the tier recalculation (sk: recalculation())."""
    return f"{tenant}#RECALCULATIONS"


RECALCULATION = "NIGHT#"


def recalculation(day: str) -> str:
    """Sort key of a run: of the day that has begun where the company is."""
    return f"{RECALCULATION}{day}"


def recalculated(tenant: str, day: str) -> str:
    """Who moved in a run (sk: moved())."""
    return f"{tenant}#RECALCULATED#{day}"


def moved(shelf: str, customer_id: str, number: int | None = None) -> str:
    """Sort key of a customer who moved, by the snapshot that says so; without a number, of what begins so."""
    return f"{shelf}#{customer_id}#" + (f"{number:012d}" if number is not None else "")


def gone(tenant: str) -> str:
    """Records that are gone for good, until nothing is left of their collections (sk: customer id)."""
    return f"{tenant}#GONE"


def idempotency(tenant: str, digest: str) -> str:
    """The answer that an Idempotency-Key already got (sk: POINTER)."""
    return f"{tenant}#IDEMPOTENCY#{digest}"


def set_aside(tenant: str | None) -> str:
    """Stream records that can never succeed (sk: reader and sequence number)."""
    return f"{tenant or NOBODY}#SETASIDE"


def set_aside_record(reader: str, label: str, sequence: str) -> str:
    """Sort key of a record that a reader of the stream `label` put aside."""
    return f"{reader}#{label}#{sequence}"


def tenant_of(pk: str) -> str | None:
    """The tenant that a partition key begins with; None for what belongs to none."""
    tenant, separator, _ = pk.partition("#")
    return tenant if separator and tenant != NOBODY else None
