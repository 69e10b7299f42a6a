"""Sources, and what refreshes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.insights import RefreshState
from domain.moment import Moment, Timed
from domain.plain import one_line
from domain.words.en.english import ENGLISH

NO_SOURCES = "Customer Insights shows no data sources in this environment."


def whose(day: str) -> str:
    return (
        f"Whose request came on {day}? Please add “for” and their e-mail address or customer id. A refresh for nobody has no "
        "day of receipt."
    )


def in_reference(who: str) -> str:
    return (
        f"“{who[:60]}” stands in the reference, where nobody acts on it. Please write “for {who[:60]}” before “ref” if "
        "they are meant, and the reference in quotes if it only names them."
    )


def ambiguous(name: str) -> str:
    return f"There is more than one source called “{name[:80]}”. Please use the id of the one you mean."


def unknown(name: str, nearest: Sequence[str]) -> str:
    hint = (
        " Did you mean " + " or ".join(f"“{near}”" for near in nearest) + "?"
        if nearest
        else " Type “sources” to see them."
    )
    return f"I know no source called “{name[:80]}”.{hint}"


GONE_SOURCE = "This source no longer exists in Customer Insights."

NO_SOURCE_NAMED = "Please name at least one source, or “all”."

ALL_FROZEN = "“All” means the sources of today. A source added later is not part of this request."


def needs_sign_in(names: Sequence[str]) -> str:
    return f"Someone must first sign in again in Customer Insights: {ENGLISH.all_of(names)}. Until then the refresh will fail."


def microsoft_message(environment: str, lines: Sequence[tuple[str, str, str, str]]) -> str:
    """A message to Microsoft's team; each line is (name, id, job, error code)."""
    sources = "\n".join(
        one_line(f"- {name}, id {key}, job {job or 'none'}, error {code or 'none'}") for name, key, job, code in lines
    )
    return (
        "To: D365CI@microsoft.com\nSubject: A data source does not refresh (data subject request)\n\n"
        f"Environment: {one_line(environment)}\n{sources}\n\n"
        "The refresh failed for good. We need it to answer data subject requests under the GDPR. Please help us."
    )


WHAT_NEXT = (
    "What to do: see the line of each source above, then press Retry. If it keeps failing, send this to Microsoft:"
)


def scheduled_failure(name: str) -> str:
    return f"A scheduled refresh of “{name}” failed."


TITLE, SUBMIT, SOURCES = "Refresh data sources", "Ask for approval", "Which sources?"

FOR, FOR_HINT = "For whom?", "E-mail addresses or customer ids. Leave it empty if nobody asked for it."

RECEIVED, REFERENCE = "When did the company receive the request?", "Your reference"

UNNAMED, NEVER, UNKNOWN_STATE = "(no name)", "never refreshed", "state unknown"

REFRESHES: Mapping[RefreshState, str] = {
    RefreshState.UPDATED: "refreshed",
    RefreshState.UPDATING: "refreshing now",
    RefreshState.UPDATE_FAILED: "the last refresh failed",
    RefreshState.UPDATE_CANCELLED: "the last refresh was stopped",
    RefreshState.NOT_UPDATED: "not refreshed yet",
}


def silent_since(at: Moment) -> str:
    return Timed("As of ", at, ": Customer Insights has not answered since. By now they may be otherwise.")


def sources_title(count: int) -> str:
    return ENGLISH.counted(count, "data source", "data sources")


def unread_sources(count: int) -> str:
    more = ENGLISH.counted(count, "more data source", "more data sources")
    return (
        f"Customer Insights lists {more} that I cannot read. So “all” would leave something out: name sources instead."
    )


def unlisted(names: Sequence[str]) -> str:
    return f"Not in the list now, so not chosen here: {ENGLISH.all_of(names)}."
