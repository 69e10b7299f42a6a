"""Whatever the product draws can be told by ear: a button says what it does and to which request, a notification what
it is about, how it stands and whose turn it is, and no address is ever in what is said of a button."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count, product

import pytest
import pytest_asyncio

from bot.playground.wire import as_json
from bot.slack import blocks as slack
from bot.slack.messages import Forms, Offer
from bot.slack.modal import view as modal
from bot.slack.text import escape
from bot.teams.conversations import Conversation
from bot.teams.conversations import Kind as Chat
from bot.teams.message import drawn, message
from domain.addresses import masked
from domain.card import Answer, Button, Card, Form
from domain.cell import brake_cell, mail_cell
from domain.chat import Account, Place, Typed
from domain.drawing.request import brief, draw
from domain.mail.message import Meaning, StoredMail
from domain.notice import Notice, NoticeKind
from domain.request import Kind, State
from domain.rights import NEWS
from domain.rule import Reader
from domain.spoken import request_of
from domain.words import en as words
from domain.words.en import EN
from handlers.requests import codes_told
from handlers.requests.notices import pictures
from handlers.requests.view import view_of
from tests.bot.forms.walk import FORMS, a_device, opened, row_of
from tests.bot.slack.judges import elements
from tests.bot.slack.shelf import Memory
from tests.bot.teams.judge import parts
from tests.domain.things import VIEWS
from tests.matrix.cells import PEOPLE, TYPED, Row
from tests.matrix.company import SLACK, Company
from tests.matrix.rows import write_row

pytestmark = [pytest.mark.asyncio(loop_scope="module")]
ADDRESS = re.compile(r"[^\s@•]@[^\s@]+\.[a-z]")
REQUEST = re.compile(r"DSR-[0-9A-Z]{6}")
PRIVATE = Conversation(id="a:1", kind=Chat.PERSONAL, tenant="t", service_url="https://smba.invalid/", bot_id="28:b")
_numbers = count(1)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def rows(company: Company, people: dict[str, str]) -> list[Row]:
    """A request of every kind in every state, half of them under a hold."""
    store, policy = company.bot.store, company.bot.deps.policy
    return [await write_row(store, policy, people, kind, state, "ada") for kind, state in product(Kind, State)]


async def typed(company: Company, who: str, text: str) -> Answer:
    account = Account("slack", "T0CONTOSO", SLACK[who].id)
    place = Place("slack", f"D{account.id[1:]}", private=True)
    return await company.bot.desk(Typed(account=account, place=place, delivery=f"heard-{next(_numbers)}", text=text))


# ---- by hand: what is to be heard


def judge(answer: Answer, ref: str = "") -> None:
    """`ref`: of the request that it is about."""
    if isinstance(answer, Card):
        for button, said in on_slack(answer):
            judge_label(button["text"]["text"], said, named(button.get("value", "")))
            assert len(said) <= 75
        for pressed, said in on_page(answer):
            judge_label(pressed["label"], said, named(pressed["ref"]))
        judge_push(slack.message(answer)["text"], answer, ref)
    for part in parts(drawn(answer).element):
        if part["type"].startswith("Action."):
            data: dict[str, str] = part.get("data") or next(
                (p["data"] for p in parts(part.get("card")) if "data" in p), {}
            )
            judge_label(part["title"], part["tooltip"], named(data.get("ref", "")))
    judge_summary(message(PRIVATE, drawn(answer)), answer, ref)


def on_slack(card: Card) -> Iterator[tuple[dict[str, object], str]]:
    for made in (slack.message(card), slack.bare(card)):
        for block in made["blocks"]:
            yield from ((one, one["accessibility_label"]) for one in elements(block))


def on_page(card: Card) -> Iterator[tuple[dict[str, str], str]]:
    """Of the playground: the buttons of lines; those at the foot are described by the title."""
    page = as_json(card)
    for item in (*page["items"], *(page["fold"] or {"items": ()})["items"]):
        if item["button"]:
            yield item["button"], item["spoken"]


def named(value: str) -> str:
    """The request that a button carries; the board's pages carry another one, beside which they begin."""
    found = re.match(rf"(?:correct:|anyway:)?({REQUEST.pattern})", value)
    return found[1] if found else ""


def judge_label(shown: str, said: str, ref: str) -> None:
    act = shown.rstrip("…")
    assert said.startswith(act), (shown, said)
    thing = said.removeprefix(act).partition(": ")[2]
    assert thing.strip(), said
    assert ref in thing, said
    assert not ADDRESS.search(said), said


def judge_push(text: str, card: Card, ref: str) -> None:
    first, _, rest = text.partition("\n")
    assert ref in first if card.title else ref in text
    assert card.title[:40] in first
    assert card.status in first
    assert not card.turn or rest.startswith(escape(card.turn)), text


def judge_form(form: Form, row: Row | None) -> None:
    """On a small screen, too, it says of which request it is and what that does to whom, and its button what it does.
    Slack shows 22 characters of the title and of the button, so that names stand below."""
    view = modal(form, "C1")
    assert (view["title"]["text"], view["submit"]["text"]) == (form.title, form.submit)
    assert form.submit not in {"Settle", "OK", "Submit", "Send"}
    if not row:
        return
    first = view["blocks"][0]["text"]["text"].split("\n")[0]
    _, shown, *_ = texts(drawn(form).element)
    assert first == shown == form.about
    assert re.fullmatch(rf"{row.id}: (Erase|Refresh|Remove|Export) (.*•.*|1 person .*)", form.about), form.about
    assert not ADDRESS.search(form.about)


def texts(part: object) -> list[str]:
    return [one["text"] for one in parts(part) if isinstance(one.get("text"), str)]


def judge_summary(sent: dict[str, object], answer: Answer, ref: str) -> None:
    said = str(sent["summary"])
    assert said.strip()
    assert len(said.encode()) <= 500
    told = (answer.title, answer.status, answer.turn) if isinstance(answer, Card) else (answer.title,)
    assert [part for part in told if part[:60] not in said] == []
    assert ref in said


# ---- everything that is drawn


@pytest.mark.parametrize("who", ["ada", "ben", "tess", "olga", "amir", "nils"])
async def test_every_card_of_a_request_and_every_notice_of_it(company: Company, rows: list[Row], who: str) -> None:
    for row in rows:
        answer = await typed(company, who, f"show {row.id}")
        judge(answer, row.id if isinstance(answer, Card) and answer.title else "")
    assert len(rows) == len(Kind) * len(State)


async def test_so_it_is_where_a_channel_sees_it_and_under_a_hold(company: Company, rows: list[Row]) -> None:
    await typed(company, "amir", f"hold {rows[0].id} a court case")

    def look(unit) -> list[tuple[Card, str]]:  # type: ignore[no-untyped-def]
        stories = [view_of(unit, unit.requests.get(row.id), company.bot.deps) for row in rows]
        cards = [(draw(story, view), story.request.id) for story, view in product(stories, VIEWS)]
        return cards + [(brief(story, view, "Said."), story.request.id) for story, view in product(stories, VIEWS)]

    for card, ref in await company.bot.store.read(look):
        judge(card, ref)


_SAID = {  # what a notice of each kind is written with
    "ended": {"state": "denied"},
    "thread": {"as": "vote", "by": "somebody", "count": "1"},
    "unreached": {},
    "in-error": {"as": "broke"},
    "unsent": {"why": "right"},
    "mailed": {"letter": "answer", "as": "sent"},
    "found-again": {"old": "DSR-000001"},
    "list": {"list": "0"},
    "door": {"surface": "slack", "mend": "Reinstall the app."},
    "mailbox": {"since": "2026-11-02T09:00:00+00:00"},
    "scheduled": {"name": "CRM Contacts", "source": "", "job": "j1", "code": "AccessDenied"},
    "group": {"group": "slack-group:S0APPROVERS", "why": "disabled"},
    "hold": {"subjects": "", "named": "", "as": "set", "by": "somebody", "at": "2027-01-05T09:00:00+00:00"},
    "left": {"person": "somebody", "as": "voted"},
    "head": {"head": f"1:5:{'0' * 64}:{'0' * 16}", "at": "2026-11-02T09:00:00+00:00"},
    "unstamped": {"why": "refused"},
    "delegation": {"giver": "somebody", "taker": "somebody", "until": "2027-01-05", "as": "begun"},
}


NOT_OF_ONE = (
    "list",
    "unsent",
    "digest",
    "door",
    "mailbox",
    "scheduled",
    "settled",
    "group",
    "delegation",
    "hold",
    "head",
    "unstamped",
)


@pytest.mark.parametrize("kind", sorted(set(NEWS) - {"brake", "mail", "moved"} - {*codes_told.CARDS}))  # see below
async def test_every_kind_of_notice(company: Company, people: dict[str, str], rows: list[Row], kind: str) -> None:
    everybody = [Reader(people[who], roles, EN) for who, roles in PEOPLE.items()]
    of_request = kind not in {*NOT_OF_ONE}
    for row, reader in product(rows if of_request else rows[:1], (None, *everybody)):
        notice = Notice(
            id=1, key="k", kind=kind, target="t", request_id=row.id if of_request else None, surface="slack",
            place="C0", person_id=reader.person_id if reader else None,
            data={**_SAID.get(kind, {}), **({"source": company.source} if kind == "scheduled" else {})}, attempts=0,
            created_at=datetime.now(UTC),
        )  # fmt: skip
        [made] = await pictures(company.bot.deps, [(notice, reader)])
        if made:
            judge(made[0], row.id if of_request else "")


OF_CODES = [*product(["code"], codes_told.OWN), *product(["code-admins"], codes_told.OF)]


@pytest.mark.parametrize(("kind", "how"), OF_CODES)
async def test_every_notice_of_codes(company: Company, people: dict[str, str], kind: str, how: str) -> None:
    who = "ben" if kind == "code" else "ada"
    data = {"as": how, "who": people["ben"], "by": people["amir"], "until": "2026-11-02T09:00:00+00:00"}
    notice = _of_codes(NoticeKind(kind), data, people[who])
    [made] = await pictures(company.bot.deps, [(notice, _reader(people, who))])
    assert made
    judge(made[0])


async def test_who_is_asked_whose_a_device_is(company: Company, people: dict[str, str]) -> None:
    device = await company.bot.store.write(lambda unit: a_device(unit, people["amir"]))
    for who in ("ben", "ada"):
        notice = _of_codes(NoticeKind.CODE_ASKED, {"device": device}, people[who])
        [made] = await pictures(company.bot.deps, [(notice, _reader(people, who))])
        assert made
        judge(made[0])
        assert [button.verb for button in made[0].buttons] == ["code-confirm"]
    notice = _of_codes(NoticeKind.CODE_ASKED, {"device": device}, people["amir"])
    assert await pictures(company.bot.deps, [(notice, _reader(people, "amir"))]) == [None], "it is theirs"


def _reader(people: dict[str, str], who: str) -> Reader:
    return Reader(people[who], PEOPLE[who], EN)


def _of_codes(kind: NoticeKind, data: dict[str, str], person: str) -> Notice:
    return Notice(
        id=1, key="k", kind=kind, target="t", request_id=None, surface="slack", place="D0", person_id=person, data=data,
        attempts=0, created_at=datetime.now(UTC),
    )  # fmt: skip


WRITES = "D365 Customer Insights <d365ci@microsoft.com>"


@pytest.mark.parametrize("reason", sorted(words.mail.REASONS))
async def test_every_notice_of_a_mail(company: Company, people: dict[str, str], rows: list[Row], reason: str) -> None:
    tess = Reader(people["tess"], PEOPLE["tess"], EN)
    exports = [row for row in rows if row.kind is Kind.EXPORT]
    for meaning, row in product(words.mail.MEANINGS, (*exports, None)):
        notice = await _of_a_mail(company, meaning, reason, row, tess)
        [made] = await pictures(company.bot.deps, [(notice, tess)])
        assert made or row, "one that belongs to no request is every tenant admin's business"
        if made:
            judge(made[0], row.id if row else "")


async def _of_a_mail(company: Company, meaning: Meaning, reason: str, row: Row | None, reader: Reader) -> Notice:
    number, now, request_id = next(_numbers), datetime.now(UTC), row.id if row else None
    told = {"from": WRITES, "subject": "RE: export of anna.berg@private.example", "message_id": "<a@b>", "junk": "yes"}

    def note(unit) -> int:  # type: ignore[no-untyped-def]
        owner = unit.requests.get(row.id).subject_id if row else unit.subjects.anonymous(now)
        mail = StoredMail(
            id=0, key=f"heard-{number}", request_id=request_id, subject_id=owner, meaning=meaning, reason=reason,
            received_at=now, sealed=b"",
        )  # fmt: skip
        return int(unit.mails.add(replace(mail, sealed=unit.subjects.seal(owner, json.dumps(told), mail_cell(mail)))))

    kept = await company.bot.store.write(note)
    return Notice(
        id=number, key="k", kind=NoticeKind.MAIL, target="t", request_id=request_id, surface="slack", place="D0",
        person_id=reader.person_id, data={"mail": str(kept)}, attempts=0, created_at=now,
    )  # fmt: skip


@pytest.mark.parametrize("how", ["on", "off"])
async def test_the_brake(company: Company, people: dict[str, str], how: str) -> None:
    now, ada = datetime.now(UTC), people["ada"]

    def put_on(unit) -> str:  # type: ignore[no-untyped-def]
        nobody = unit.subjects.anonymous(now)
        why = unit.subjects.seal(nobody, "the wrong list", brake_cell(nobody))
        brake = unit.brakes.put_on(ada, now, nobody, why) or unit.brakes.now()
        unit.brakes.take_off(brake, ada, now)
        return str(brake.id)

    data = {"brake": await company.bot.store.write(put_on), "as": how, "by": ada, "at": now.isoformat()}
    for reader in (None, Reader(ada, PEOPLE["ada"], EN)):
        notice = Notice(
            id=1, key="k", kind=NoticeKind.BRAKE, target="t", request_id=None, surface="slack", place="C0",
            person_id=reader.person_id if reader else None, data=data, attempts=0, created_at=now,
        )  # fmt: skip
        [made] = await pictures(company.bot.deps, [(notice, reader)])
        assert made
        judge(made[0])


async def test_an_address_that_moved(company: Company, people: dict[str, str]) -> None:
    email, taker = "tim@contoso.com", people["gus"]
    await company.bot.store.write(
        lambda unit: unit.people.moves.open(
            email, Account("teams", "t", "of-another"), people["tim"], taker, datetime.now(UTC)
        )
    )
    for text in ("person", f"person {email}"):
        answer = await typed(company, "rita", text)
        assert isinstance(answer, Card)
        judge(answer)
        assert "Tim and Gus" in [said.partition(": ")[2] for _, said in on_slack(answer)]


@pytest.mark.parametrize("who", ["ada", "ben", "tess", "nils"])
async def test_every_command(company: Company, rows: list[Row], who: str) -> None:
    for text in (
        "",
        "help",
        "sources",
        "users",
        "users mark",
        "requests",
        "requests overdue",
        "requests mine",
        "launch",
    ):
        judge(await typed(company, who, text))
    for verb, rest in TYPED.items():
        answer = await typed(company, who, f"{verb} {rest}")
        judge(answer)


@pytest.mark.parametrize("walk", FORMS, ids=str)
async def test_every_form(company: Company, people: dict[str, str], walk: object) -> None:
    row = await row_of(company, people, walk)
    form = await opened(company, walk, row)
    judge(form, row.id if row else "")
    assert request_of(form) == (row.id if row else "")
    judge_form(form, row)
    offer = Offer(modal(form, "C0GENERAL"), form.lang)
    judge(await Forms(Memory()).offered(Account("slack", "T0CONTOSO", "U0ADA"), offer))


async def test_a_form_that_is_offered_in_its_place(company: Company) -> None:
    """An address was typed where others read it."""
    account = Account("slack", "T0CONTOSO", SLACK["ada"].id)
    for verb in TYPED.keys() - {"delegate", "audit"}:  # of colleagues; and not for admins
        rest = TYPED[verb]
        place = Place("slack", "C0GENERAL", private=False)
        asked = Typed(account=account, place=place, delivery=f"heard-{next(_numbers)}", text=f"{verb} {rest}")
        answer = await company.bot.desk(replace(asked, public=True))
        judge(answer)
        assert isinstance(answer, Card)
        assert [said.endswith(f": {verb}") for _, said in on_slack(answer)] == [True, True]  # whole, and bare


# ---- what nobody may be told by ear


@pytest.mark.parametrize("where", ["title", "line"])
async def test_no_address_is_said_of_a_button(where: str) -> None:
    who = "anna.berg@private.example"
    button = Button("refresh-source", "crm", "Refresh…")
    card = Card(title=f"Refresh {who}", status="Waiting", buttons=(button,) if where == "title" else ())
    said = [label for _, label in on_slack(card)]
    assert all(who not in label and masked(who, ()) in label for label in said)
