"""A legal hold on somebody of whom there is no request yet: it is there before anything is asked for."""

from __future__ import annotations

import pytest

from domain.card import Card, Form
from domain.chat import Place, Typed
from domain.people import Role
from domain.request import State
from domain.votes import Objection
from domain.words import en as words
from tests.handlers.conftest import Open
from tests.handlers.erasure.erasing import ANNA, ZOE
from tests.handlers.requests.test_hold import ASKED, customer_id, state
from tests.stage import APPROVALS, FAILURES, Scene, rules, said

WHY = "the Fabrikam case"
OLD = "mark.old@contoso.com"


async def held(on: Scene, whom: str, who: str = "ada") -> str:
    answer = said(await on.typed(who, f"hold {whom} {WHY}"))
    assert answer.startswith(words.hold.HELD_NOW)
    return answer


async def not_approved(on: Scene, ref: str) -> None:
    assert words.requests.OBJECTIONS[Objection.HELD] in said(await on.act("ben", "approve", ref))
    assert (await on.request(ref)).state is State.PENDING_APPROVAL


@pytest.mark.parametrize(
    "spelt",
    [
        ANNA,
        "ANNA.BERG@Contoso.COM",
        f"<mailto:{ANNA}|{ANNA}>",
        f"Anna Berg <{ANNA}>",
        f"“{ANNA}”,",
        f"{ANNA}:",
    ],
)
async def test_it_stops_a_request_that_is_filed_later(desk: Scene, spelt: str) -> None:
    answer = await held(desk, spelt)
    assert words.hold.STOPS_NOTHING in answer
    assert words.hold.ON_HOLD in said(await desk.typed("amir", ASKED))
    [ref] = [row.id for row in desk.rows("SELECT id FROM requests")]
    await not_approved(desk, ref)


async def test_it_covers_the_customer_id_of_the_same_human(desk: Scene) -> None:
    known = await customer_id(desk, ANNA)
    await held(desk, ANNA)
    desk.wire.down = True  # nobody can be looked up when it is filed
    await not_approved(desk, await desk.file("amir", f"refresh crm web for {known}"))


async def test_a_customer_id_that_the_form_names_covers_the_address(desk: Scene) -> None:
    known = await customer_id(desk, ANNA)
    answer = said(await desk.act("ada", "hold", form={"who": known, "reason": WHY}))
    assert answer.startswith(words.hold.HELD_NOW)
    await not_approved(desk, await desk.file("amir", ASKED))


@pytest.mark.parametrize("spelt", ["{}", "{} ", "“{}”", "dsr {}", "({}).", "{}."])
async def test_a_request_in_a_form_is_nobody_and_nothing_typed_is_lost(desk: Scene, spelt: str) -> None:
    ref = await desk.file("amir", ASKED)
    typed = spelt.format(ref if "dsr" not in spelt else ref[4:].lower())
    for verb, values in {"hold": {"reason": WHY}, "release": {}, "find": {}}.items():
        form = await desk.act("ada", verb, form={"who": typed, **values})
        assert isinstance(form, Form), verb
        meant = f"{'show' if verb == 'find' else verb} {ref}"
        assert form.fields[0].error == words.errors.names_request(ref, meant)
        assert [field.value for field in form.fields] == [typed, *values.values()]
    form = await desk.act("olga", "audit", form={"who": typed})
    assert isinstance(form, Form)
    assert words.errors.names_request(ref, f"show {ref}") == form.fields[0].error
    assert not desk.rows("SELECT 1 FROM events WHERE kind = 'subject.held'")
    await desk.act("ben", "approve", ref)
    assert (await desk.request(ref)).state is State.IN_PROGRESS  # as nothing holds it


async def test_half_an_id_is_a_customers_where_there_is_no_such_request(desk: Scene) -> None:
    ref = await desk.file("amir", ASKED)
    by_half = await desk.act("ada", "hold", form={"who": ref[4:], "reason": WHY})
    assert isinstance(by_half, Form)
    assert by_half.fields[0].error == words.errors.names_request(ref, f"hold {ref}")
    for customer in ("47110C", '"DSR-000000"'):
        assert said(await desk.act("ada", "hold", form={"who": customer, "reason": WHY})).startswith(
            words.hold.HELD_NOW
        )


@pytest.mark.parametrize(
    "line", ["refresh crm contacts for {}", "erase {}", "audit who {}", "find {}", "erase {0}; {1}"]
)
async def test_a_request_that_is_typed_for_a_person_is_asked_back(desk: Scene, line: str) -> None:
    ref, known = await desk.file("amir", ASKED), desk.kept()
    answer = await desk.typed("olga" if line.startswith("audit") else "ada", line.format(ref, ZOE))
    told = answer.fields[0].error if isinstance(answer, Form) else said(answer)
    assert words.errors.names_request(ref, f"show {ref}") in told
    assert desk.kept() == known


async def test_it_covers_a_user_of_customer_insights(desk: Scene) -> None:
    await held(desk, OLD)
    await not_approved(desk, await desk.file("amir", f"remove-user {OLD}"))


async def test_it_stops_what_is_open_already_and_says_what(on: Scene) -> None:
    ref = await on.file("amir", ASKED)
    assert words.hold.stops([ref], 1) in await held(on, ANNA)
    await not_approved(on, ref)
    await on.wait(lambda: "Legal hold set by Ada Admin" in on.read(APPROVALS))


async def test_set_after_the_vote_it_stops_the_work_right_before_the_call(opened: Open) -> None:
    async with opened(works=False) as desk:
        ref = await desk.approved("ada", f"remove-user {OLD}")
        await held(desk, OLD)
    async with opened() as on:
        await state(on, ref, State.NEEDS_ATTENTION)
        assert not await on.calls("DELETE", "/assignment")
        assert said(await on.typed("amir", f"release {OLD}", delivery="r")) == words.hold.RELEASED_NOW
        await state(on, ref, State.COMPLETED)


async def test_where_nobody_can_be_looked_up_it_is_set_all_the_same_and_says_so(desk: Scene) -> None:
    desk.wire.down = True
    assert words.hold.NOT_LOOKED in await held(desk, ANNA)
    desk.wire.down = False
    await not_approved(desk, await desk.file("amir", ASKED))


async def test_of_two_accounts_with_one_address_both_are_held_and_it_says_so(desk: Scene) -> None:
    """By the address of one, which is the sign-in name of the other."""
    other = "other@contoso.com"
    rows = [
        {"id": "1", "displayName": "T", "mail": OLD, "userPrincipalName": "t1@contoso.com"},
        {"id": "2", "displayName": "T", "mail": other, "userPrincipalName": OLD},
    ]
    desk.wire.refuse("GET", "/users", 200, times=1, body={"value": rows})
    answer = await held(desk, OLD)
    assert words.hold.several_in_directory("m•••@contoso.com") in answer
    assert words.hold.NOT_LOOKED not in answer
    assert OLD not in answer
    assert await desk.bot.deps.storage.read(lambda unit: unit.subjects.held(unit.subjects.known(other) or ""))
    assert words.hold.HELD_ALREADY in said(await desk.typed("ada", f"hold {other} {WHY}"))


@pytest.mark.parametrize("typed", ["anna@@contoso.com a court case", "berg a court case", "an\u200bna@conto so"])
async def test_what_is_no_address_is_asked_back_and_nothing_is_lost(desk: Scene, typed: str) -> None:
    form = await desk.typed("ada", f"hold {typed}")
    assert isinstance(form, Form)
    first, _, rest = typed.partition(" ")
    who, reason = form.fields
    assert who.error == words.errors.not_an_address(first)
    assert (who.value, reason.value) == (first, rest)
    assert not desk.rows("SELECT 1 FROM subjects WHERE held_at IS NOT NULL")


async def test_without_a_reason_or_anything_a_form_asks(desk: Scene) -> None:
    for typed, who in ((f"hold {ANNA}", ANNA), ("hold", "")):
        form = await desk.typed("ada", typed)
        assert isinstance(form, Form)
        assert (form.fields[0].value, form.fields[1].value) == (who, "")
    answer = await desk.act("ada", "hold", form={"who": ANNA, "reason": WHY})
    assert said(answer).startswith(words.hold.HELD_NOW)


async def test_an_address_first_means_the_person_whatever_request_the_reason_names(desk: Scene) -> None:
    """The request is about somebody else, who is not held."""
    ref = await desk.file("ada", f"refresh crm contacts for {ZOE}")
    await held(desk, f"{ANNA} as {ref} says:")
    assert not await desk.bot.deps.storage.read(lambda unit: unit.subjects.holds(ref))


async def test_another_admin_releases_it_and_who_set_it_does_not(desk: Scene) -> None:
    await held(desk, ANNA)
    ref = await desk.file("amir", ASKED)
    assert said(await desk.typed("ada", f"release {ANNA}")) == words.rights.NOT_YOUR_RELEASE
    assert said(await desk.typed("ada", f"release {ref}")) == words.rights.NOT_YOUR_RELEASE
    await not_approved(desk, ref)
    assert said(await desk.typed("amir", f"release {ANNA.upper()}")) == words.hold.RELEASED_NOW
    assert said(await desk.typed("amir", f"release {ANNA}")) == words.hold.NOT_HELD
    await desk.act("ben", "approve", ref)
    assert (await desk.request(ref)).state is State.IN_PROGRESS
    refused = desk.rows("SELECT 1 FROM events WHERE kind = 'act.refused'")
    assert len(refused) == 2


async def test_it_can_be_released_through_a_request_and_a_hold_of_a_request_by_the_address(desk: Scene) -> None:
    await held(desk, ANNA)
    ref = await desk.file("amir", ASKED)
    assert said(await desk.typed("amir", f"release {ref}")) == words.hold.RELEASED_NOW
    assert said(await desk.typed("ada", f"hold {ref} {WHY}")) == words.hold.HELD_NOW
    assert said(await desk.typed("amir", f"release {ANNA}")) == words.hold.RELEASED_NOW


async def test_the_same_one_again_changes_nothing(desk: Scene) -> None:
    await held(desk, ANNA)
    assert words.hold.HELD_ALREADY in said(await desk.typed("ada", f"hold {ANNA} {WHY}"))
    assert len(desk.rows("SELECT 1 FROM events WHERE kind = 'subject.held'")) == 1


async def test_the_same_delivery_sets_it_once(desk: Scene) -> None:
    first = said(await desk.typed("ada", f"hold {ANNA} {WHY}", delivery="h"))
    await desk.typed("amir", f"release {ANNA}")
    assert said(await desk.typed("ada", f"hold {ANNA} {WHY}", delivery="h")) == first.split("\n")[0]
    assert not desk.rows("SELECT 1 FROM subjects WHERE held_at IS NOT NULL")


@pytest.mark.parametrize("verb", ["hold", "release"])
async def test_it_takes_an_admin(desk: Scene, verb: str) -> None:
    for who in ("ben", "olga", "tess", "nils"):
        answer = said(await desk.typed(who, f"{verb} {ANNA} because"))
        assert answer == words.rights.needs_role({Role.ADMIN}, f"“{verb}”")


async def test_the_admins_are_told_in_person_and_no_channel_hears_of_whom(on: Scene) -> None:
    ref = await on.file("amir", ASKED)
    await held(on, ANNA)
    await on.settled()
    await on.typed("amir", f"release {ANNA}")
    await on.settled()
    for admin in ("@ada", "@amir"):
        assert on.seen(admin, "Ada Admin has set a legal hold on a•••@contoso.com", WHY, ref)
        assert on.seen(admin, "Amir Both has released the legal hold on a•••@contoso.com")
    for place, text in on.terminal.history:
        assert place not in {APPROVALS, FAILURES} or (WHY not in text and "a•••@contoso.com has" not in text)
        assert "has set a legal hold" not in text or place in {"@ada", "@amir"}
        assert "anna" not in text.casefold() or place.startswith("@")


ENDING = [
    "off", "Off!", "release", "please release", "is not needed any more", "isn’t needed", "no longer needed",
    "not any more", "until 2027-01-05", "over", "ended", ": no", "aus", "aufheben",
    "ist aufgehoben", "nicht mehr nötig", "bis 5. Januar", "freigeben", "the hold is released", "🙂",
]  # fmt: skip


@pytest.mark.parametrize("reason", ENDING)
async def test_what_may_end_a_hold_sets_none_before_it_was_said_again(desk: Scene, reason: str) -> None:
    ref = await desk.file("amir", ASKED)
    for whom in (ref, ANNA):
        form = await desk.typed("ada", f"hold {whom} {reason}")
        assert isinstance(form, Form), whom
        assert (form.ref, form.text) == (ref if whom == ref else "", words.hold.sets(whom))
        assert form.fields[-1].value.replace("'", "’").strip(": !") == reason.strip(": !"), whom
    assert not desk.rows("SELECT 1 FROM events WHERE kind = 'subject.held'")
    sent = await desk.act("ada", "hold", ref, form={"reason": reason})
    assert said(sent).startswith(words.hold.HELD_NOW)


async def test_neither_the_person_nor_the_reason_is_kept_in_clear(anywhere: Scene) -> None:
    await held(anywhere, ANNA)
    kept = str([anywhere.rows(f"SELECT * FROM {table}") for table in ("subjects", "events", "notices", "deliveries")])
    assert "anna" not in kept.casefold()
    assert "Fabrikam" not in kept
    assert "subject.held" in kept
    assert words.hold.ON_HOLD in said(await anywhere.typed("amir", ASKED))


async def test_the_only_admin_hears_that_nobody_could_release_it(opened: Open) -> None:
    async with opened(works=False, config=rules(people={"admins": ["ada@contoso.com"]})) as desk:
        assert words.hold.NOBODY_COULD_RELEASE in await held(desk, ANNA)


async def test_the_certificate_of_a_later_erasure_names_it(desk: Scene) -> None:
    await held(desk, ANNA)
    ref = await desk.file("amir", ASKED)
    await desk.typed("amir", f"release {ref}")
    found = await desk.bot.deps.storage.read(lambda unit: unit.events.holds(ref))
    assert [event.kind for event in found] == ["subject.held", "subject.released"]


async def test_where_others_would_read_the_address_a_form_is_offered(desk: Scene) -> None:
    for verb in ("hold", "release"):
        place = Place(desk.terminal.surface, APPROVALS)
        text = f"{verb} {ANNA} {WHY}"
        answer = await desk.bot.desk(Typed(account=desk._as("ada"), place=place, delivery=verb, text=text, public=True))
        assert isinstance(answer, Card)
        assert [button.verb for button in answer.buttons] == [f"{verb}-form"]
        assert isinstance(await desk.act("ada", f"{verb}-form"), Form)
    assert not desk.rows("SELECT 1 FROM subjects")


@pytest.mark.parametrize(
    ("typed", "people", "why"),
    [
        (f"{ANNA}, {ZOE} lawsuit 17", f"{ANNA}; {ZOE}", "lawsuit 17"),
        (f"{ANNA} and {ZOE} lawsuit 17", f"{ANNA}; {ZOE}", "lawsuit 17"),
        (f"{ANNA}\n{ZOE} lawsuit 17", f"{ANNA}; {ZOE}", "lawsuit 17"),
        (f"{ANNA} lawsuit of {ZOE}", ANNA, f"lawsuit of {ZOE}"),
        (f"{ANNA}, C-1001 lawsuit 17", ANNA, "C-1001 lawsuit 17"),
        (f"{ANNA}, Zoe, lawsuit 17", ANNA, "Zoe, lawsuit 17"),
    ],
)
async def test_a_second_person_is_asked_back_and_never_becomes_a_part_of_the_reason(
    desk: Scene, typed: str, people: str, why: str
) -> None:
    asked = await desk.typed("ada", f"hold {typed}")
    assert isinstance(asked, Form)
    who, reason = asked.fields
    assert (who.value, reason.value, who.error) == (people, why, words.hold.ONE_AT_A_TIME)
    assert not desk.rows("SELECT 1 FROM subjects WHERE held_at IS NOT NULL")
    sent = await desk.act("ada", "hold", form={"who": who.value, "reason": reason.value})
    assert isinstance(sent, Form) == (people != ANNA), "two people are still two, and a reason may name another"


async def test_it_says_whom_it_covers_masked(desk: Scene) -> None:
    shown = await held(desk, ANNA)
    assert words.hold.covers("a•••@contoso.com") in shown
    assert ANNA not in shown


@pytest.mark.parametrize("more", [f", {ZOE}", f" and {ZOE}", f"\n{ZOE}", " the case is over"])
async def test_who_is_released_with_something_else_is_asked_back_with_all_that_was_typed(
    desk: Scene, more: str
) -> None:
    await held(desk, ANNA)
    asked = await desk.typed("amir", f"release {ANNA}{more}")
    assert isinstance(asked, Form)
    [who] = asked.fields
    assert (asked.verb, who.value) == ("release", f"{ANNA}{more}")
    assert who.error
    assert len(desk.rows("SELECT 1 FROM subjects WHERE held_at IS NOT NULL"))
