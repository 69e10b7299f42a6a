"""What is said where something was not understood, or is not to be had just now."""

from __future__ import annotations

from domain.addresses import may_be_address
from domain.identifiers import addresses_in
from domain.refresh.names import is_ours, request_id
from domain.words.en.english import ENGLISH

CANNOT_NOW = "Something went wrong on my side. Nothing was lost; please try again in a minute."
ALTERED = "Part of what I keep of this is not what I had written, so I use none of it. The admins were told. Nothing was changed."

STALE_BUTTON = "This button belongs to something I no longer know. Type “requests” to see what is open."

INSIGHTS_UNREADABLE = "Customer Insights answered in a way that I do not understand, so I do not guess. Nothing was changed. Look at it in Customer Insights; if it goes on, whoever runs DSR Bot should run “dsrbot check”."

INSIGHTS_DOWN = "Customer Insights is not answering just now. Nothing was changed; please try again in a few minutes."

INSIGHTS_NO = "Customer Insights does not let me do that. Please ask whoever runs DSR Bot to check its rights there."


def unknown_verb(word: str, nearest: str | None) -> str:
    hint = f"Did you mean “{nearest}”?" if nearest else "Type “help” to see what I can do."
    return f"I do not know the command “{word[:40]}”. {hint}"


def button_not_command(word: str) -> str:
    return f"“{word}” is a button on the card of a request. Type “show” and the request's id to see it."


def unknown_request(ref: str) -> str:
    return f"I know no request “{ref[:20]}”. Type “requests” to see them."


def illegible(ref: str) -> str:
    return (
        f"What is kept of {ref} cannot be read, so nothing was done. Please tell whoever runs me. I did not write it so; a "
        "newer release of me may have."
    )


def which_request(verb: str) -> str:
    return f"Which request? For example: {verb} DSR-7K3QFA. Type “requests” to see them."


FILE_UNREAD = "I did not read the file. A list of people to erase goes with “erase-many”."

STRUCK = "Something of this is struck out, so I did nothing. Please send what you mean, without the rest."


def not_understood(text: str) -> str:
    what = f"“{text}”" if text else "all of it"
    return f"I did nothing, because I do not understand {what}."


def left_aside(text: str) -> str:
    return f"I left “{text}” aside." if text else "I left aside what stands behind it."


def how_typed(usage: str, sentence: str) -> str:
    return f"I understand “{usage}” and nothing more. {sentence}"


def no_file(verb: str) -> str:
    return f"“{verb}” takes no file, so I did nothing."


def bad_date(text: str) -> str:
    return f"“{text[:30]}” is not a date I can read. Please write it as year-month-day, for example 2026-11-02."


def missing_value(option: str) -> str:
    return f"After “{option}” something is missing."


def not_an_address(text: str) -> str:
    if any(addresses_in(text)):
        return (
            f"I do not understand all of “{text[:60]}”, so I take nobody of it. Beside an address I take its owner’s name "
            "and nothing else. Please give the address alone, as in anna@contoso.com; an id goes behind a semicolon, a "
            "number alone in quotes besides: “4711”."
        )
    return f"“{text[:60]}” is not an e-mail address. Please give the address alone, as in anna@contoso.com."


def not_a_person(text: str) -> str:
    if may_be_address(text):
        return not_an_address(text)
    if is_ours(text):
        ref = request_id(text)
        return names_request(ref, f"show {ref}")
    return (
        f"I cannot tell whom “{text[:60]}” means. Please give the e-mail address alone, as in anna@contoso.com, "
        "or the customer’s id: several with semicolons between them; an unusual one, and a number beside addresses, in quotes."
    )


def names_request(ref: str, typed: str) -> str:
    """`typed`: what to type of the request itself."""
    return f"{ref[:20]} is a request, and no customer’s id. Please name the person, or type “{typed[:40]}” if you mean the request."


ONE_PERSON = "Please name one person at a time."

UNKNOWN_MENTION = "I could not find the e-mail address of the person you mentioned. Please type the address."


def elsewhere(ref: str) -> str:
    return f"{ref} belongs to another environment than the one I work in now. Nothing was changed."


FILL_IN = "Please fill this in."

NOT_A_CHOICE = "This is not one of the choices any more. Please choose again."

CHOOSE_ONE = "Please choose one of these."


TOO_MUCH = "This is more than I can read at once, so I read nothing of it. Please send less. Nothing was changed."


def too_many(seconds: int) -> str:
    return f"You sent more than I take from one person at a time, so I did not look at this. Nothing was changed. Please try again {_in(seconds)}."


def too_many_of_all(seconds: int) -> str:
    return f"More reaches me here just now than I can take, so I did not look at this. Nothing was changed. Please try again {_in(seconds)}, or write to me in another place where I am."


def _in(seconds: int) -> str:
    minutes = -(-seconds // 60)
    if seconds > 90:
        return f"in {minutes} minutes"
    return f"in {seconds} seconds" if seconds > 1 else "in a second"


def too_long(length: int, most: int) -> str:
    return f"This is too long: {ENGLISH.number(length)} characters, where {ENGLISH.number(most)} fit. Please shorten it; nothing is lost."


def no_room(label: str, length: int, most: int) -> str:
    return (
        f"For this I would open a form, but “{label}” would hold {ENGLISH.number(length)} characters there, where "
        f"{ENGLISH.number(most)} fit, and I cut nothing. Nothing was changed; please send less."
    )


FUTURE_DAY, NEEDS_DAY = "The day cannot lie in the future.", "Please give the day."
BEFORE_RECEIPT = "That is before the request was received. Please correct the day."

NOT_OPEN = "This is settled already, or not due yet. Nothing was changed."
