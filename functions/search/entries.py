"""What a record is found by: the entries in the index, all made from its profile. Pure, and needs no validators.

Every book that the record lies in has its words, code, tax code, phones and emails; a book of many people also each two
of its words.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from customers import places
from kernel import keys
from kernel.phones import digits, spellings
from kernel.text import compact, words
from search.words import MOST, pairs, start, telling

type Key = tuple[str, str]
type Raw = dict[str, dict[str, str]]

type What = Literal["code", "phone", "name", "tax_code", "email", "name_and_address", "contact"]

BOUND = 48
"""A record has so many entries in a book at most; one with very many numbers and addresses gets fewer words."""
CODE, PHONE, FIRST, LATER, TAX_CODE, EMAIL, PIECE, SAME, CONTACT, REACHED = range(10)
"""The ranks of entries in the order of their sort keys; FIRST: the name begins with this word, or these two;
CONTACT: a word of a contact's name, REACHED: a contact's phone or address."""
WHAT: tuple[What, ...] = (
    "code", "phone", "name", "name", "tax_code", "email", "name", "name_and_address", "contact", "contact",
)  # fmt: skip
"""What each rank is about."""

_PAIR = "P"
_TEXT = 80
"""Letters of a code or address that are told apart."""
_PIECES = 2
"""So many spellings like H&M, words to us and one to who types it, are found in a row too."""
_WORDS_OF_CONTACT, _FIRST_OF_CONTACT = 4, 2
"""Words of a contact's name that are indexed, and its phones, and its addresses: 16 entries in a book at most."""
_LOOKED_AT = 200
"""Letters of words that are not indexed, but looked at when others have found the record."""

type Mark = tuple[str, str, int]
"""Where an entry lies in a book: the head of its partition, its text, its rank."""


def entries(tenant: str, value: Mapping[str, Any], books: Sequence[str]) -> dict[Key, Raw]:
    """The entries of a record in these books, as they are stored."""
    named = telling(words(f"{value['name']} {value.get('company') or ''}"))
    others = list(dict.fromkeys(_others(value)))
    most = next(n for n in range(MOST, -1, -1) if n * (n + 1) // 2 + len(others) <= BOUND)
    indexed, more = named[:most], " ".join(named[most:])[:_LOOKED_AT]
    marks = [*others, *_words(indexed)]
    common = {"shelf": value["relationship"], "owner": value["owner"], "words": " ".join(indexed), "more": more}
    stored = {name: {"S": one} for name, one in common.items() if one}
    return _placed(tenant, books, marks, value["id"], stored)


def of_contact(
    tenant: str, record: Mapping[str, Any], contact_id: str, contact: Mapping[str, Any], books: Sequence[str]
) -> dict[Key, Raw]:
    """The entries by which a contact finds its record: words of the name, the first phones and addresses.

    Each contact has its own, so that one that goes takes nothing of another.
    """
    named = telling(words(contact["name"]))
    indexed = named[:_WORDS_OF_CONTACT]
    reached = [one for number in numbers(contact)[:_FIRST_OF_CONTACT] for one in spellings(number)]
    reached += [text for one in contact.get("emails", ())[:_FIRST_OF_CONTACT] if (text := compact(one))]
    marks = [
        *(single(text, REACHED) for text in dict.fromkeys(reached)), *(single(word, CONTACT) for word in indexed),
        *(double(text, CONTACT) for text in pairs(indexed)),
    ]  # fmt: skip
    more = " ".join(named[_WORDS_OF_CONTACT:])[:_LOOKED_AT]
    common = {"shelf": record["relationship"], "owner": record["owner"], "words": " ".join(indexed), "more": more}
    stored = {name: {"S": one} for name, one in common.items() if one}
    return _placed(tenant, books, marks, f"{record['id']}#{contact_id}", stored)


def _placed(
    tenant: str, books: Sequence[str], marks: Sequence[Mark], found: str, stored: dict[str, dict[str, str]]
) -> dict[Key, Raw]:
    keyed = ((book, mark) for book in books for mark in marks if _belongs(book, mark))
    where = ((keys.find(tenant, book, head), keys.found(text, rank, found)) for book, (head, text, rank) in keyed)
    return {(pk, sk): {"pk": {"S": pk}, "sk": {"S": sk}, **stored} for pk, sk in where}


def books(value: Mapping[str, Any]) -> list[str]:
    """Where a record is found: where it is listed, unless it was deleted or merged into another."""
    return [] if places.shelf(value) in {None, "trash"} else list(places.rows(value))


def _belongs(book: str, mark: Mark) -> bool:
    """Pairs are for the books of many people, what tells the same record for the administrators' alone."""
    head, _, rank = mark
    return book == keys.EVERYBODY or (rank != SAME and (head[0] != _PAIR or paired(book)))


def paired(book: str) -> bool:
    """Whether a book has pairs of words. One person's has not: so few records share even a common word."""
    return keys.is_slim(book)


def _words(indexed: Sequence[str]) -> Iterator[Mark]:
    one, two = start(indexed, 1), start(indexed, 2)
    for word in indexed:
        yield single(word, FIRST if {word} in one else LATER)
    for text, both in pairs(indexed).items():
        yield double(text, FIRST if set(both) in two else LATER)


def _others(value: Mapping[str, Any]) -> Iterator[Mark]:
    """All but words."""
    yield single(compact(value["code"]), CODE)
    yield from (single(one, PHONE) for number in numbers(value) for one in spellings(number))
    yield from alike(value)
    pieces = f"{value['name']} {value.get('company') or ''}".split()
    spelled = dict.fromkeys(compact(piece) for piece in pieces if len(words(piece)) > 1)
    yield from (single(piece, PIECE) for piece in list(spelled)[:_PIECES])


def alike(value: Mapping[str, Any]) -> list[Mark]:
    """Where those of other records lie that may be the same: same phone, email, tax code, or name and address."""
    found = [single(spellings(number)[0], PHONE) for number in numbers(value)]
    found += [single(text, EMAIL) for address in value.get("emails", ()) if (text := compact(address))]
    if tax_code := compact(value.get("tax_code") or ""):
        found.append(single(tax_code, TAX_CODE))
    if named := same(value["name"], value.get("address")):
        found.append(named)
    return found


def numbers(value: Mapping[str, Any]) -> list[str]:
    """A record's phones as kernel.phones.e164 has them; one that was stored without has their digits."""
    plain = value.get("numbers") or [digits(phone) for phone in value.get("phones", ())]
    return [number for number in plain if number]


def single(text: str, rank: int) -> Mark:
    """The place of a text that is found by its beginning. `text` has a letter or digit."""
    text = text[:_TEXT]
    return "W" + text[:1], text, rank


def double(text: str, rank: int) -> Mark:
    """The place of a pair of words, or of what its text begins with: at least a letter of each."""
    return _PAIR + text[:2], text, rank


def same(name: str, address: str | None) -> Mark | None:
    """The place shared by records of the same name and address, however they are written; None without an address."""
    one, other = compact(name), compact(address or "")
    if not one or not other:
        return None
    digest = hashlib.sha256(f"{one}#{other}".encode()).hexdigest()[:32]
    return "S" + digest[:1], digest, SAME
