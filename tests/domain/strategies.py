"""Stories as hypothesis invents them. Whatever a channel must not see holds the word `SECRET`."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import date

from hypothesis import strategies as st

from domain.request import Kind, Request, State, StepState, Verdict
from domain.view import Ballot, RequestView, StepView
from domain.words.en.steps import NOTES
from tests.domain.things import a_request

SECRET = "secret"
OWN = ("contoso.com",)

_SHORT = st.text("abz ÄЖש\u200f*_<>&`\n", max_size=6)
ADDRESSES = st.builds(
    "{}{}@{}".format,
    st.sampled_from([f"a{SECRET}", f"Anna.{SECRET}", f"ö-{SECRET}+x"]),
    st.integers(0, 99),
    st.sampled_from(["contoso.com", "CONTOSO.com", f"{SECRET}.example", f"mail.{SECRET}.example"]),
)
NAMES = st.one_of(_SHORT, ADDRESSES, st.builds("{} {}".format, _SHORT, ADDRESSES))  # a display name may be an address
PRIVATE = st.builds("{} {} {}".format, _SHORT, st.just(SECRET), _SHORT)
SUBJECTS = st.one_of(ADDRESSES, st.just(f"4711-{SECRET}"))
BALLOTS = st.builds(Ballot, NAMES, st.sampled_from(Verdict), st.one_of(st.just(""), PRIVATE))


def _line(name: str, person: str, personal: bool, line: StepView) -> StepView:
    return replace(line, name=person if personal else name, personal=personal)


LINES = st.builds(
    _line,
    NAMES,
    SUBJECTS,
    st.booleans(),
    st.builds(
        StepView,
        key=st.just("0f3c"),
        name=st.just(""),
        personal=st.just(False),
        state=st.sampled_from(StepState),
        note=st.sampled_from(["", *NOTES]),
        fault=st.one_of(st.just(""), PRIVATE),
        code=st.one_of(st.just("AccessDenied"), ADDRESSES),
        owner=NAMES,
        groups=st.lists(NAMES, max_size=2).map(tuple),
        job_id=st.one_of(st.none(), st.just("j1")),
    ),
)
REQUESTS: st.SearchStrategy[Request] = st.builds(
    lambda state, kind, quorum, replaces: replace(a_request(state, kind, quorum=quorum), replaces=replaces),
    st.sampled_from(State),
    st.sampled_from(Kind),
    st.integers(1, 3),
    st.sampled_from([None, "DSR-000001"]),
)
STORIES = st.builds(
    RequestView,
    request=REQUESTS,
    requester=NAMES,
    subjects=st.lists(SUBJECTS, max_size=3).map(tuple),
    reference=st.one_of(st.just(""), PRIVATE),
    lines=st.lists(LINES, min_size=1, max_size=4).map(tuple),
    ballots=st.lists(BALLOTS, max_size=3).map(tuple),
    due=st.just(date(2026, 12, 2)),
    environment=NAMES,
    presses=st.just({}),
    own_domains=st.just(OWN),
    sandbox=st.booleans(),
)


def texts(value: object) -> list[str]:
    """Every string anywhere inside."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple):
        return [text for part in value for text in texts(part)]
    if is_dataclass(value):
        return [text for field in fields(value) for text in texts(getattr(value, field.name))]
    return []
