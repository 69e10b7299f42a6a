"""The plan of an erasure: its steps, what it still waits for, where the person is still, and what outlives it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from domain.erasure.outliving import Outliving
from domain.erasure.plan import HumanTask, StepKind
from domain.moment import PLACE
from domain.words.en.english import ENGLISH
from domain.words.en.moments import day

PARTS: Mapping[StepKind, str] = {
    StepKind.STATEMENT: "Deleted in the original sources",
    StepKind.DOWNSTREAM: "Downstream: {}",
    StepKind.SEGMENT: "Inactive segment: {}",
    StepKind.STATIC: "Segment that may be static: {}",
    StepKind.CHECK: "Looked the person up: {}",
    StepKind.RECIPIENTS: "The list of recipients is complete",
    StepKind.RECIPIENT: "Recipient: {}",
    StepKind.ANSWER: "The person was told",
    StepKind.AGAIN: "Looked once more, when older copies have gone: {}",
    StepKind.MEMBER: "One of the people: {}",
}

CHECK_NAMES: Mapping[str, str] = {"1": "after the last step", "2": "after the settling time"}

PROCESSES: Mapping[str, str] = {
    "map": "mapping",
    "match": "matching",
    "merge": "merging",
    "profileStore": "the store that answers look-ups",
    "search": "the search index",
    "activity": "activities",
    "contact": "contacts",
    "relationship": "relationships",
    "semanticEntity": "semantic tables",
    "enrichment": "enrichments",
    "intelligence": "predictions",
    "attributeMeasures": "measures of customers",
    "entityMeasures": "measures of tables",
    "measures": "measures",
    "segmentation": "segments",
}

HUMAN: Mapping[HumanTask, str] = {
    HumanTask.STATE: "State it…",
    HumanTask.DECIDE: "Decide…",
    HumanTask.VOTE: "Vote…",
    HumanTask.TICK: "Tick off…",
    HumanTask.CLOSE: "Close…",
    HumanTask.LEFT: "Others left…",
    HumanTask.CONFIRM: "Confirm…",
    HumanTask.TELL: "Settle…",
    HumanTask.ANSWER: "Tell…",
}

ANSWER_SUBMIT = "Note the answer"

# On what sends each one's form: what is done then. Slack shows few characters, of a form's title, too.
SUBMITS: Mapping[HumanTask, str] = {
    HumanTask.STATE: "State the day",
    HumanTask.DECIDE: "Decide",
    HumanTask.VOTE: "Vote",
    HumanTask.TICK: "Tick it off",
    HumanTask.CLOSE: "Close it",
    HumanTask.LEFT: "Vouch for it",
    HumanTask.CONFIRM: "Confirm the list",
    HumanTask.TELL: "Note what was told",
    HumanTask.ANSWER: ANSWER_SUBMIT,
}

_MISSING = {
    HumanTask.STATE: "the statement that the record was deleted in the original sources (an admin)",
    HumanTask.DECIDE: "a decision on {} (an admin)",
    HumanTask.VOTE: "a vote on deleting {} (an approver)",
    HumanTask.TICK: "{} to be ticked off (an admin)",
    HumanTask.CLOSE: "a look-up that could not be made: Retry (an admin), or close it (another approver)",
    HumanTask.LEFT: "whether others who are missing were removed, too (another admin, or an approver)",
    HumanTask.CONFIRM: "that the list of recipients is complete (an admin)",
    HumanTask.TELL: "{} to be told (an admin)",
    HumanTask.ANSWER: "the answer to the person (an admin)",
}

COMES_LATER: Mapping[StepKind, str] = {
    StepKind.STATIC: "to be looked at once the sources and the downstream processes are done: before, it would be in vain",
    StepKind.ANSWER: "after the last look",
}

EARLY: Mapping[StepKind, str] = {
    StepKind.STATIC: "This comes later: recreated now, the segment could take the person in again. As soon as the sources and the downstream processes are done, the card asks for it. Nothing was changed.",
    StepKind.ANSWER: "This comes later: the card asks for it as soon as the person was looked up for the last time. Nothing was changed.",
}  # fmt: skip

_COUNTED = {
    HumanTask.DECIDE: ("inactive segment", "inactive segments"),
    HumanTask.VOTE: ("segment", "segments"),
    HumanTask.TICK: ("segment", "segments"),
    HumanTask.TELL: ("recipient", "recipients"),
}


def numbered(number: str) -> str:
    """A recipient whose name stands elsewhere."""
    return f"no. {number}"


def missing(humans: Mapping[HumanTask | None, int]) -> str:
    """What a request still waits for, and who can do it."""
    waits = [
        _MISSING[human].format(ENGLISH.counted(humans[human], *_COUNTED.get(human, ("", ""))))
        for human in HumanTask
        if humans.get(human)
    ]
    return f"Still missing: {'; '.join(waits)}." if waits else ""


_NO_SOURCE = "unknown"


def still_there(places: Sequence[tuple[str, str]]) -> str:
    return "; ".join(f"source {source or _NO_SOURCE}, table {table}" for source, table in places)


def still_in_tables(names: Sequence[str]) -> str:
    return f"table {', '.join(names)}, which Customer Insights makes from the profiles: look there why it was not made anew"


def still_in_segments(labels: Sequence[str]) -> str:
    return f"segment {', '.join(labels)}"


def still_in_copies(names: Sequence[str]) -> str:
    return f"still in a copy in Dataverse, table {', '.join(names)}. Nobody promises when it follows. Press Retry after the next system refresh. If it stays, ask whoever runs Dataverse"


OUTLIVES: Mapping[Outliving, str] = {
    Outliving.SNAPSHOTS: "Older snapshots inside Customer Insights",
    Outliving.COOKIES: "Cached profiles of visitors",
    Outliving.REAL_TIME: "Activities that came in as they happened",
    Outliving.DELTAS: "Sources that are read in parts",
    Outliving.DATAVERSE: "Copies of tables in Dataverse",
    Outliving.PERSONALIZATION: "Tables for personalization of websites",
    Outliving.JOURNEYS: "Customer Insights - Journeys",
}

_ENDED_BY = {
    Outliving.DELTAS: "the owner of the source lists the record in its Deletes folder",
    Outliving.DATAVERSE: "whoever runs Dataverse deletes them",
    Outliving.PERSONALIZATION: "whoever runs the website deletes them",
    Outliving.JOURNEYS: "whoever runs it files a request in msdynmkt_gdprrequest",
}


def outlives_until(what: Outliving, until: date | None) -> str:
    """Until when it may hold the data still, or who must end it."""
    return f"may hold the data until {day(until) if until else _ENDED_BY[what]}"


WAITS_FOR_RUN = f"waits for the scheduled refresh of {PLACE}"


def done_by_run(*, scheduled: bool) -> str:
    return f"done by the {'scheduled' if scheduled else 'full'} refresh of {PLACE}"


RUN_MISSED = "the scheduled refresh did not do it, so I start it myself"


def closed_because(reason: str, before: str) -> str:
    """`before`: what the look-up said; nothing where none was made."""
    return f"because “{reason}”" + (f"; the look-up said: {before.rstrip('.')}" if before else "")


STILL_SWITCHED_ON = "is still active and could not be switched off again: deactivate it in Customer Insights"
