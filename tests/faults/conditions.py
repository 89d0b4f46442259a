"""Conditions of which it would prove nothing that they fail for no reason: their failing is news, and is believed."""

_DONE = (" SIGNAL#", "#UNMATCHED ", " RESULT#", " PLAN#", " NIGHT#", "_#TENANTS ", "#SUBMITTED#")
"""Where one of these lies, what it stands for has been done: who meets it has nothing to do, and says so."""
_LEFT_TO_ANOTHER = {
    "what_is_held_goes_to_a_new_owner": " OPPORTUNITY#",  # who has changed it is told by the stream, and counts it
    "an_export_is_made": " EXPORT#",  # another worker has taken it over; it comes back when that one is silent
    "a_debt_is_made_a_workbook": " EXPORT#",
    "activities_are_made_a_workbook": " EXPORT#",
    "the_trash_is_purged": " PROFILE",  # somebody takes it back out: another night
    "a_stranger_becomes_known": "#STRANGER#",  # who tells more of the visit looks afterwards whose it is
    "a_mail_is_opened_by_both_who_are_one": " ~ORIGIN#",  # the note is gone: each has been given its own already
    "a_sending_is_worked_off": "#MESSAGE#",  # it has been written, says its result
    "signals_are_folded": "#BOOK#",  # a later score is in the list already
    "everybody_is_scored_anew": "#BOOK#",
    "customers_go_where_their_tier_went": "#BOOK#",
}
"""What an operation leaves to whoever has changed it meanwhile: nobody has, so nobody goes on."""


def says_that_it_is_done(place: str) -> bool:
    """Whether what lies there is the proof that its work is done."""
    return any(name in place for name in _DONE)


def is_left_to_another(operation: str, place: str) -> bool:
    """Whether the operation takes it that somebody else goes on with what lies there."""
    return operation in _LEFT_TO_ANOTHER and _LEFT_TO_ANOTHER[operation] in place
