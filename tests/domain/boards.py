"""A page of the board to look at: each kind, and every way in which somebody waits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import cycle, islice

from domain.board import PAGE, Board, Page, Side
from domain.card import Button, Card
from domain.drawing.board_row import row
from domain.erasure.plan import HumanTask
from domain.export.plan import Deed, Stage, key_of
from domain.people import Person, Role
from domain.request import Kind, State, StepState
from domain.view import RequestView, StepView
from domain.words import en as words
from domain.words.en import EN
from tests.domain.things import a_line, a_request, a_story

TODAY = date(2026, 11, 20)
HOLDERS = {
    Role.ADMIN: (Person("ada", "Ada Brandt"), Person("amir", "Amir Haddad")),
    Role.APPROVER: (Person("ben", "Ben Osei"), Person("cleo", "Cleo Martin")),
    Role.TENANT_ADMIN: (Person("tess", "Tess Vermeer"),),
}


def a_row(
    state: State, kind: Kind, received: date, *lines: StepView, name: str = "", who: str = "", **more: object
) -> RequestView:
    """As the board is told it on `TODAY`, thirty days from receipt being a month."""
    request = replace(a_request(state, kind), received_on=received, requester_id="ada")
    due = received + timedelta(days=30)
    story = replace(a_story(request, *(lines or (a_line(name or "CRM Contacts"),))), requester="Ada Brandt")
    left = {"due": due, "days_left": (due - TODAY).days, "holders": HOLDERS}
    return replace(story, subjects=(who,) if who else (), **{**left, **more})


def stories(name: str = "", who: str = "anna.berg@contoso.com") -> Iterator[RequestView]:
    send = StepView(key_of(Stage.REQUEST), "the request", personal=False, state=StepState.WAITING, human=Deed.SEND)
    answer = StepView("answer:", "", personal=False, state=StepState.WAITING, human=HumanTask.ANSWER)
    user = a_line(who, personal=True)
    failed = a_line(name or "Web", StepState.FAILED)
    copy = {"who": who, "holder": "customer", "purpose": "access"}
    sources = tuple(a_line(name or one) for one in ("CRM Contacts", "Webshop Orders", "Loyalty Members"))
    yield a_row(State.DENIED, Kind.ERASURE, date(2026, 9, 21), *sources, answer, who=who)
    yield a_row(State.PENDING_APPROVAL, Kind.ERASURE, date(2026, 10, 12), *sources, who=who)
    yield a_row(State.NEEDS_ATTENTION, Kind.EXPORT, date(2026, 10, 21), send, **copy)
    yield a_row(State.IN_PROGRESS, Kind.REFRESH, date(2026, 11, 5), name=name)
    yield a_row(State.NEEDS_ATTENTION, Kind.ERASURE, date(2026, 11, 9), failed, who=who)
    yield a_row(State.PENDING_APPROVAL, Kind.ERASURE, date(2026, 11, 10), *sources, who=who, held=True)
    yield a_row(State.PENDING_APPROVAL, Kind.REMOVE_USER, date(2026, 11, 16), user, who=who)


def board(count: int = 7, *, name: str = "", who: str = "anna.berg@contoso.com") -> Card:
    """`name` of every source, `who` of every person."""
    told = islice(cycle(stories(name, who)), count)
    numbered = (replace(one, request=replace(one.request, id=f"DSR-7K3Q{n:02}")) for n, one in enumerate(told))
    rows = tuple(row(one, EN) for one in numbered)
    before = Button("requests", str(Page(Board.OPEN, Side.BEFORE, "DSR-7K3Q00")), words.board.BACK)
    after = Button("requests", str(Page(Board.OPEN, Side.AFTER, f"DSR-7K3Q{count - 1:02}")), words.board.NEXT)
    return Card(title=words.board.title(Board.OPEN, 2 * PAGE + count), items=rows, buttons=(before, after))
