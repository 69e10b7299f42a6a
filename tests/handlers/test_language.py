"""Whatever is answered and told is in the words of whom it is for: in a made-up language, nothing escapes.

What comes from outside (names, addresses, what was typed, and how commands are typed) is known here, and taken away.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain

import pytest

from bot.app.playground_door import completions
from bot.cli.terminal import Member
from domain.card import Answer, Card, Field, Form
from domain.cell import mail_cell
from domain.mail.message import Meaning, StoredMail
from domain.notice import Notice, NoticeKind, Shown
from domain.outcome import Code, Outcome
from domain.people import Role
from domain.request import State
from domain.rights import NEWS, Way
from domain.rule import Reader
from domain.target import Target
from domain.votes import Objection
from domain.words.en import EN
from handlers.commands import ACTS, COMMANDS
from handlers.desk import Desk
from handlers.requests.notices import pictures, redrawn
from handlers.requests.refused import ALREADY, ANSWERED, NOBODY, OVER, REPLACED
from storage.unit import Unit
from tests.domain.words.pseudo import has_escaped, pseudo
from tests.domain.words.test_pseudo import said_on
from tests.handlers.erasure.erasing import ANNA
from tests.stage import PEOPLE, Scene

PSEUDO = pseudo()
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
EVERYBODY = frozenset(Role) - {Role.OUTSIDE_AUDITOR}  # which takes away what the others give
KEY = r"otpauth://\S+|([A-Z2-7]{4} ){7}[A-Z2-7]{4}"
OUTSIDE = rf"{KEY}|\b(CET|CEST|UTC|Contoso)\b|\w•••@contoso\.com"  # zones, the company, and addresses that are masked


@pytest.fixture
async def abroad(desk: Scene) -> Scene:
    """The same company, whose people and channels read the made-up language."""
    return spoken(desk)


def spoken(on: Scene) -> Scene:
    deps = replace(on.bot.deps, words=PSEUDO)
    on.bot = replace(on.bot, deps=deps, desk=Desk(deps, ACTS))
    return on


async def filed_by_ada(on: Scene, text: str) -> str:
    """The request; its answer names it, in whatever language."""
    await on.typed("ada", text)
    return str(on.rows("SELECT id FROM requests ORDER BY created_at DESC LIMIT 1")[0].id)


async def outside(on: Scene) -> list[str]:
    """What no language says."""
    sources = await on.bot.deps.catalog.sources()
    known = {text for source in sources for text in (source.id, source.name, str(source.kind))}
    known |= {await on.bot.deps.catalog.owner(source) for source in sources}
    known |= {text for member in PEOPLE for text in (member.name, member.email)}
    known |= {text for one in COMMANDS for text in one.example.split(" ", 1)[1:] + one.example.split(" ", 2)[2:]}
    known |= {text for one in COMMANDS for text in (one.usage, one.example, f"“{one.name}”", one.name)}
    access = (await on.bot.deps.insights.assignments()).assignments
    for who in (await on.bot.deps.directory.principals([one.principal_id for one in access])).values():
        known |= {who.name, who.email or ""}
    known |= {text for one in access for text in (one.principal_id, *one.roles, one.principal_type)}
    known |= {"dsrbot audit verify log.jsonl --key log.pem --head"}
    known |= {ANNA, "anna@contoso.com", "a•••@contoso.com", "contacts", "subscribers", "visitors"}
    known.add(on.bot.deps.letters.extend.MARK)  # that stands in a letter
    return [text for text in known if text]


def strange(texts: Iterator[str], known: list[str]) -> set[str]:
    found, longest = set(), sorted(known, key=len, reverse=True)
    for text in texts:
        left = text
        for one in longest:
            left = left.replace(one, "")
        if has_escaped(re.sub(OUTSIDE, "", left)):
            found.add(text)
    return found


def read_in(answer: Answer) -> Iterator[str]:
    """But for a mail to Microsoft's team, which is English, and a letter, which is in the company's own language."""
    if isinstance(answer, Card):
        written = "@microsoft.com" in answer.copy or answer.copy.startswith("Hello,")
        yield from said_on(replace(answer, copy="") if written else answer)
        return
    yield from (answer.title, answer.submit, answer.text, answer.about)
    for field in answer.fields:
        yield from _in(field)


def _in(field: Field) -> Iterator[str]:
    yield from (field.label, field.hint, field.error, field.missing)
    yield from (option.label for option in field.options)


def typed(text: str) -> list[str]:
    """What somebody typed comes back as it was."""
    return list({text, *text.split(), text.partition(" ")[2]} - {""})


async def heard(on: Scene, answers: Mapping[str, Answer]) -> dict[str, set[str]]:
    known = await outside(on)
    found = {name: strange(read_in(answer), [*typed(name), *known]) for name, answer in answers.items()}
    return {name: texts for name, texts in found.items() if texts}


# ---- what is typed, pressed and filled in


TYPED = (
    "",
    "DSR-000000",
    "0",
    "0@x",
    "anna@contoso.com",
    "all for 0 received 0 ref",
    "user 0",
    "0 as 0",
    "received 2099-01-01",
)


@pytest.mark.parametrize("who", ["amir", "tess", "nils", "gus", "zoe"])
async def test_every_command_answers_in_its_readers_words(abroad: Scene, who: str) -> None:
    ref = await filed_by_ada(abroad, f"refresh crm contacts for {ANNA}")
    examples = [command.example.replace("DSR-7K3QFA", ref) for command in COMMANDS]
    texts = ["0", *examples, *(f"{name} {rest}" for name in ACTS[Way.COMMAND] for rest in (*TYPED, ref))]
    assert await heard(abroad, {text: await abroad.typed(who, text) for text in texts}) == {}


@pytest.mark.parametrize("who", ["amir", "ben", "tess", "nils", "zoe"])
async def test_every_button_and_form_answers_in_its_readers_words(abroad: Scene, who: str) -> None:
    erasure = await filed_by_ada(abroad, f"refresh crm contacts for {ANNA}")
    export = await filed_by_ada(abroad, "export customer anna@contoso.com")
    await abroad.act("ben", "approve", export)
    refs = ["", "0", "DSR-000000", erasure, export, f"{export}.0", f"{erasure}.0", f"correct:{erasure}"]
    answers = {f"{button} {ref}": await abroad.act(who, button, ref) for button in ACTS[Way.BUTTON] for ref in refs}
    for name in ACTS[Way.FORM]:
        for ref in refs:
            answers |= {f"{name} {ref} {n}": await abroad.act(who, name, ref, form) for n, form in enumerate(FILLED)}
    assert await heard(abroad, answers) == {}


_MOST = ("sources", "for", "received", "reference", "users", "reason", "text", "who", "files", "holder", "purpose")
FIELDS = (*_MOST, "ground", "complaint", "remedy", "day", "choice", "deleted", "later")
FILLED = (
    dict.fromkeys(FIELDS, " "),
    dict.fromkeys(FIELDS, "0"),
    dict.fromkeys(FIELDS, "9" * 3001),
    dict.fromkeys(FIELDS, "2099-01-01"),
    {
        **dict.fromkeys(FIELDS, "anna@contoso.com"),
        "received": "2010-01-01",
        "deleted": "2099-01-01",
        "day": "2099-01-01",
    },
)


# ---- what an act did

DETAILS: Mapping[Code, tuple[object, ...]] = {
    Code.FILED: ("", "left-out first-day"),
    Code.APPROVED: (1, 2),
    Code.COUNTED: (1, 2),
    Code.OBJECTION: tuple(Objection),
    Code.NOT_CANCELLED: tuple(State),
    Code.NOT_RETRIED: tuple(State),
    Code.NOT_REFUSED: (NOBODY, ALREADY, REPLACED, ANSWERED, OVER),
    Code.EARLY: tuple(EN.plan.EARLY),
}


@pytest.mark.parametrize("code", Code)
async def test_every_outcome_is_answered_in_the_words_of_who_acted(abroad: Scene, code: Code) -> None:
    ref, deps = await filed_by_ada(abroad, f"refresh crm contacts for {ANNA}"), abroad.bot.deps
    await abroad.act("ada", "refuse", ref, ground="0", complaint="0", remedy="0")
    amir, answers = abroad.terminal.account("amir"), {}
    for n, detail in enumerate(DETAILS.get(code, ("",))):
        key, outcome = f"{amir.surface}:{amir.id}:d-{n}", Outcome(code, ref, str(detail))
        await deps.storage.write(lambda unit, key=key, it=outcome: unit.deliveries.add(key, it, deps.clock()))
        answers[f"{n}"] = await abroad.act("amir", "cancel", ref, delivery=f"d-{n}")
        assert isinstance(answers[f"{n}"], Card)
        assert answers[f"{n}"].text
    assert await heard(abroad, answers) == {}


# ---- what is told

BROUGHT = {NoticeKind.FILE, NoticeKind.LETTER}  # a file and a mail, and no card
DATA = {
    "state": State.DENIED, "old": "DSR-000000", "since": "2026-11-02T09:00:00+00:00", "surface": "0", "mend": "0",
    "source": "0", "name": "0", "job": "0", "code": "0", "mail": "1", "move": "1", "letter": "answer",
    "brake": "1", "list": "0", "as": "on", "at": "2026-11-02T09:00:00+00:00", "group": "0", "why": "0",
    "until": "2026-11-02", "named": "LQ==", "head": f"1:2:{'0' * 64}:{'0' * 16}",
}  # fmt: skip


async def a_move(on: Scene) -> None:
    """An address is that of another account, and both were seen since."""
    await on.typed("ben", "help")
    on.terminal.becomes(Member("ben", "Ben Bauer", "bella@contoso.com"))
    on.terminal.becomes(Member("newcomer", "Ben Bauer", "ben@contoso.com"))
    await on.typed("newcomer", "help")


def a_mail(unit: Unit, ref: str, subject: str) -> StoredMail:
    mail = StoredMail(
        id=0, key="k", request_id=ref, subject_id=subject, meaning=Meaning.UNCLEAR, reason="no_data", received_at=NOW,
        sealed=b"",
    )  # fmt: skip
    told = json.dumps({"from": "0", "subject": "0", "message_id": "0"})
    return replace(mail, sealed=unit.subjects.seal(subject, told, mail_cell(mail)))


@pytest.mark.parametrize("kind", [kind for kind in NEWS if kind not in BROUGHT])
async def test_every_notice_is_in_the_words_of_whom_it_is_for(desk: Scene, kind: str) -> None:
    """Also where nobody else reads them."""
    of_export = kind in {"turn", "mail", "mailbox"}
    asked = "export customer anna@contoso.com" if of_export else f"refresh crm contacts for {ANNA}"
    ref = await filed_by_ada(desk, asked)
    await a_move(desk)
    await desk.act("amir", "pause", form={"reason": "0"})
    ada = (await desk.request(ref)).requester_id
    deps, about = (
        desk.bot.deps,
        None
        if kind in {"brake", "door", "moved", "settled", "scheduled", "mailbox"} or kind.startswith("code")
        else ref,
    )
    if kind in {"turn", "mail"}:
        await desk.act("cleo", "approve", ref)
    subject = (await desk.request(ref)).subject_id
    await deps.storage.write(lambda unit: unit.mails.add(a_mail(unit, ref, subject)))
    data = {**DATA, "by": ada, "person": ada, "giver": ada, "subjects": subject}
    if kind.startswith("code"):
        form = await desk.typed("cleo", "code")
        assert isinstance(form, Form)
        await desk.bot.store.write(lambda unit: unit.codes.prove(form.ref, deps.clock()))
        data |= {"as": "locked", "who": ada, "until": "2026-11-02T09:00:00+00:00", "device": form.ref}
    if kind == "thread":
        data |= {"as": "vote", "count": "1"}
    notice = Notice(
        id=1, key="x", kind=kind, target=Target.person("zed"), request_id=about, surface="playground", place="@x",
        person_id="zed", data=data, attempts=1, created_at=deps.clock(),
    )  # fmt: skip
    here = Reader("zed", EVERYBODY, PSEUDO)
    known = await outside(desk)
    private = [(notice, here, deps)] if kind != "thread" else []  # which stands in channels alone
    for one, reader, by in (*private, (replace(notice, person_id=None), None, spoken(desk).bot.deps)):
        [drawn] = await pictures(by, [(one, reader)])
        assert drawn, kind
        assert strange(read_in(drawn[0]), known) == set()


async def test_what_the_playground_offers_is_in_the_words_of_its_reader(abroad: Scene) -> None:
    offered = await completions(abroad.bot.deps, PSEUDO)
    notes = [one.note for one in chain(offered.verbs, *offered.after.values()) if one.note]
    assert len(notes) > 2 * len(COMMANDS)
    assert strange(iter(notes), await outside(abroad)) == set()


@pytest.mark.parametrize("full", [True, False])
async def test_what_somebody_no_longer_sees_is_said_in_their_words(abroad: Scene, full: bool) -> None:
    ref = await filed_by_ada(abroad, f"refresh crm contacts for {ANNA}")
    shown = Shown(id=1, request_id=ref, surface="nowhere", place="0", address="0", full=full, person_id="zed", drawn=1)
    [(card, version)] = await redrawn(abroad.bot.deps, [(shown, Reader("zed", frozenset(), PSEUDO))])
    assert (version, strange(read_in(card), [])) == (None, set())
