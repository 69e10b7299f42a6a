"""What an error of the service is about, as far as its code says more than whose fault it is.

Its codes are not published as a whole, so parts of them must do; what only resembles one is left unsaid, as advice for
another cause sends people astray. Documentation: unable-to-complete-operation, data-unification-remove-dependencies.
"""

from __future__ import annotations

from collections.abc import Mapping

from domain.notes import Note
from domain.trouble import Refused, because

_CAUSES: Mapping[str, Note] = {
    "credential": Note.CREDENTIALS,
    "auth": Note.CREDENTIALS,
    "cache": Note.EXPIRED,
    "dataexpired": Note.EXPIRED,
    "unabletocomplete": Note.EXPIRED,
    "dependenc": Note.DEPENDENCY,
}
_ELSEWHERE = ("upstream", "fail", "skip", "timeout")  # what came before it did not work: no dependency in Dataverse
_TITLE = "unable to complete the operation"  # how the page, and so perhaps the message, calls it


def cause(code: str, message: str = "") -> Note:
    """The code of our own words; empty where the service does not say.

    `message`: its free text, which may name a person and is only compared.
    """
    word = "".join(filter(str.isalnum, code.casefold()))
    known = next((cause for part, cause in _CAUSES.items() if part in word), Note.NONE)
    if known is Note.DEPENDENCY and any(part in word for part in _ELSEWHERE):
        return Note.NONE
    return known or (Note.EXPIRED if _TITLE in message.casefold() else Note.NONE)


def no_start(refused: Refused) -> Note:
    """The note of what the service will not start. Only a refusal without a code says something of our own rights."""
    if refused.status == 401 or (refused.status == 403 and not refused.code):
        return because(refused)
    return (cause(refused.code or "") if refused.status != 403 else Note.NONE) or Note.REFUSED
