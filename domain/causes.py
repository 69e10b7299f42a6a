"""What an error of the service is about, as far as its code says more than whose fault it is.

Its codes are not published as a whole, so parts of them must do; what only resembles one is left unsaid, as advice for
another cause sends people astray. Documentation: unable-to-complete-operation, data-unification-remove-dependencies.
"""

from __future__ import annotations

from domain.trouble import Refused, because

_CAUSES = {
    "credential": "credentials",
    "auth": "credentials",
    "cache": "expired",
    "dataexpired": "expired",
    "unabletocomplete": "expired",
    "dependenc": "dependency",
}
_ELSEWHERE = ("upstream", "fail", "skip", "timeout")  # what came before it did not work: no dependency in Dataverse
_TITLE = "unable to complete the operation"  # how the page, and so perhaps the message, calls it


def cause(code: str, message: str = "") -> str:
    """The code of our own words; empty where the service does not say.

    `message`: its free text, which may name a person and is only compared.
    """
    word = "".join(filter(str.isalnum, code.casefold()))
    known = next((cause for part, cause in _CAUSES.items() if part in word), "")
    if known == "dependency" and any(part in word for part in _ELSEWHERE):
        return ""
    return known or ("expired" if _TITLE in message.casefold() else "")


def no_start(refused: Refused) -> str:
    """The note of what the service will not start. Only a refusal without a code says something of our own rights."""
    if refused.status == 401 or (refused.status == 403 and not refused.code):
        return because(refused)
    return (cause(refused.code or "") if refused.status != 403 else "") or "refused"
