"""Filing: what was asked is written down once, sealed, and shown to those who must see it, or else sent back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.calendar import due
from domain.card import Answer, Card, Form, Stays
from domain.chat import Place, Typed
from domain.request import State
from domain.words import en as words
from tests.days import today
from tests.handlers.conftest import Open
from tests.stage import APPROVALS, Scene, Values, filed, rules, said

CRM, WEB = "a1b2c3d4-0001-4a00-8000-000000000001", "a1b2c3d4-0004-4a00-8000-000000000004"
ANNA = "anna.berg@contoso.com"
MARK, RITA = "mark.old@contoso.com", "rita.moved@contoso.com"
TABLES = ("requests", "steps", "subjects", "request_subjects", "notices", "events", "deliveries")


async def requests(on: Scene) -> list[str]:
    return [row.id for row in on.rows("SELECT id FROM requests ORDER BY created_at")]


def pressed(answer: Answer) -> tuple[str, str]:
    """The verb and the id of the only button in an answer."""
    assert isinstance(answer, Card)
    [button] = answer.buttons
    return button.verb, button.ref


def filled_in(form: Answer) -> Values:
    """What a form comes back with when it is sent as it is."""
    assert isinstance(form, Form)
    return {
        field.name: tuple(field.value.splitlines()) if field.name == "sources" else field.value for field in form.fields
    }


# ---- what is filed


@pytest.mark.parametrize("text", ["export customer anna@contoso.com", "refresh crm contacts for anna@contoso.com"])
async def test_the_answer_says_since_when_it_counts_and_what_to_do_where_that_was_not_said(
    desk: Scene, text: str
) -> None:
    """A typed command without a day shows no form that asks for it."""
    answer = said(await desk.typed("ada", text))
    [request] = [await desk.request(row.id) for row in desk.rows("SELECT id FROM requests")]
    assert str(request.received_on) == desk.today
    assert words.clock.counts(request.received_on, due(request.received_on, "DE")) in answer
    assert words.clock.from_today(request.id) in answer
    await desk.act("ada", "cancel", request.id)
    given = request.received_on - timedelta(days=3)
    dated = await desk.typed("ada", f"{text} received {given}")
    assert words.clock.counts(given, due(given, "DE")) in said(dated)
    assert words.clock.from_today(filed(dated)) not in said(dated)


@pytest.mark.parametrize("text", ["export customer anna@contoso.com", "refresh crm contacts for anna@contoso.com"])
@pytest.mark.parametrize(("who", "end"), [("ben", "deny"), ("ada", "cancel")])
async def test_who_waits_by_an_earlier_request_has_waited_since_then(
    desk: Scene, text: str, who: str, end: str
) -> None:
    """A new one begins a month anew, and nobody has answered them."""
    day = today(-40)
    old = await desk.file("ada", f"{text} received {day}")
    await desk.act(who, end, old, **({"reason": "not now"} if end == "deny" else {}))
    told = words.requests.still_waits(old, words.moments.day(day))
    assert told not in said(await desk.typed("ada", text.replace("anna", "emil")))
    again = await desk.typed("ada", text)
    assert told in said(again)
    await desk.act("ada", "cancel", filed(again))
    again = await desk.typed("ada", text)
    assert told in said(again)  # what is of today is none of those
    await desk.act("ada", "cancel", filed(again))
    form = await desk.typed("ada", f"correct {old}")
    assert isinstance(form, Form)
    assert told not in said(await desk.act("ada", form.verb, form.ref, filled_in(form)))  # it takes the place of that


async def test_who_was_answered_waits_no_more(desk: Scene) -> None:
    text, day = "refresh crm contacts for anna@contoso.com", today(-40)
    old = await desk.file("ada", f"{text} received {day}")
    await desk.act("ben", "deny", old, reason="not now")
    await desk.act("ada", "settle", f"{old}.answer", {"day": f"{today()}"})
    assert words.requests.still_waits(old, words.moments.day(day)) not in said(await desk.typed("ada", text))


@pytest.mark.parametrize("text", ["refresh crm contacts", f"remove-user {MARK}"])
async def test_no_legal_date_is_told_where_there_is_none(desk: Scene, text: str) -> None:
    answer = await desk.typed("ada", text)
    assert words.clock.from_today(filed(answer)) not in said(answer)


async def test_a_typed_command_is_filed_as_it_was_meant(desk: Scene) -> None:
    answer = await desk.typed(
        "ada", "refresh crm web, crm contacts for anna@contoso.com received 2026-11-02 ref CASE-77"
    )
    ref = filed(answer)
    request = await desk.request(ref)
    assert said(answer).startswith(words.requests.filed(ref, 1))
    assert [step.label for step in await desk.steps(ref)] == ["CRM Web", "CRM Contacts"]
    assert (request.state, request.quorum, str(request.received_on)) == (State.PENDING_APPROVAL, 1, "2026-11-02")
    shown = said(await desk.typed("ada", f"show {ref}"))
    assert "anna@contoso.com" in shown
    assert "CASE-77" in shown


async def test_a_form_is_filed_like_a_typed_command(desk: Scene) -> None:
    form = await desk.typed("ada", "refresh")
    assert isinstance(form, Form)
    values: Values = {
        "sources": (CRM, WEB),
        "for": "anna@contoso.com; b-77",
        "received": "2026-11-02",
        "reference": "CASE-77",
    }
    ref = filed(await desk.act("ada", form.verb, form.ref, values))
    assert [step.key for step in await desk.steps(ref)] == [CRM, WEB]
    assert "anna@contoso.com, b-77" in said(await desk.typed("ada", f"show {ref}"))


async def test_a_command_typed_in_a_channel_remembers_where(desk: Scene) -> None:
    ref = filed(await desk.typed("ada", "refresh crm contacts", channel="general"))
    assert (await desk.request(ref)).place == "general"


async def test_where_others_read_along_an_address_is_not_repeated_and_a_form_is_offered(desk: Scene) -> None:
    general = Place(desk.terminal.surface, "general")
    for text in ("refresh crm web for anna@contoso.com", f"remove-user {MARK}", "remove-user <@ben>"):
        typed = Typed(account=desk.terminal.account("ada"), place=general, text=text, public=True)
        answer = await desk.bot.desk(typed)
        assert isinstance(answer, Card)
        assert answer.text == (words.requests.ADDRESS_IN_PUBLIC,)
        assert isinstance(await desk.act("ada", *pressed(answer)), Form)
    assert desk.kept() == []


async def test_all_means_the_sources_of_today(desk: Scene) -> None:
    answer = await desk.typed("ada", "refresh all")
    assert words.refresh.ALL_FROZEN in said(answer)
    await desk.steer("POST", "/datasources", {"friendly_name": "Latecomer"})
    steps = await desk.steps(filed(answer))
    assert len(steps) == 12
    assert "Latecomer" not in {step.label for step in steps}


async def test_what_names_a_person_is_nowhere_in_clear(opened_anywhere: Open) -> None:
    async with opened_anywhere(works=False) as desk:
        ref = await desk.file("ada", "refresh crm web for anna.secret@contoso.com for customer-4711 ref Annas-case")
        await desk.file("ada", f"remove-user {MARK}")
        await desk.act("ben", "deny", ref, reason="Anna wrote again")
        for table in TABLES:
            row_texts = "".join(str(tuple(map(bytes_or_self, row))) for row in desk.rows(f"SELECT * FROM {table}"))
            named = ("anna", "secret", "customer-4711", "mark.old", "mark old")  # long enough for no mark to hold one
            assert not [word for word in named if word in row_texts.casefold()], table


def bytes_or_self(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


async def test_a_source_that_needs_a_new_sign_in_is_named_at_filing(desk: Scene) -> None:
    await desk.steer("PUT", f"/datasources/{CRM}", {"provisioning": "refreshCredentials"})
    answer = await desk.typed("ada", "refresh crm contacts, crm web")
    assert words.refresh.needs_sign_in(["CRM Contacts"]) in said(answer)
    assert filed(answer)


async def test_a_person_who_was_mentioned_stands_there_with_their_address(desk: Scene) -> None:
    ref = await desk.file("ada", "refresh crm contacts for <@cleo>")
    assert "cleo@contoso.com" in said(await desk.typed("ada", f"show {ref}"))
    assert said(await desk.typed("ada", "refresh crm web for <@nobody-here>")) == said_nothing(
        words.errors.UNKNOWN_MENTION
    )


async def test_one_address_written_twice_is_one_person(desk: Scene) -> None:
    ref = await desk.file("ada", "refresh crm contacts for anna@contoso.com, Anna@Contoso.com")
    shown = await desk.typed("ada", f"show {ref}")
    assert isinstance(shown, Card)
    [who] = [fact.value for fact in shown.facts if fact.label == words.card.FOR]
    assert who.casefold() == "anna@contoso.com"


# ---- what is sent back


def said_nothing(*sentences: str) -> str:
    return "\n".join((*sentences, words.requests.NOTHING_FILED))


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        ("refresh crm contacts received 2999-01-01", words.requests.FUTURE_DATE),
        ("refresh crm contacts received yesterday", words.errors.bad_date("yesterday")),
        ("refresh received 2026-11-02", words.refresh.NO_SOURCE_NAMED),
        ("refresh crm contacts for", words.errors.missing_value("for")),
        ("refresh crm contacts for anna@contoso", words.errors.not_an_address("anna@contoso")),
        ("refresh webshop ordrs", words.refresh.unknown("webshop ordrs", ("Webshop Orders", "Support Tickets"))),
        ("remove-user no.body@contoso.com", words.find.not_in_directory("no.body@contoso.com")),
        ("remove-user nobody", words.remove_user.matches("nobody", 0, 20)),
        ("remove-user paul.weiss@contoso.com", words.remove_user.no_assignment("paul.weiss@contoso.com", ())),
        (
            "remove-user maria.rossi@contoso.com",
            words.remove_user.no_assignment("maria.rossi@contoso.com", ["Customer Insights readers"]),
        ),
        ('remove-user "dsr bot"', words.remove_user.OWN_APPLICATION),
        ("remove-user bbbbbbbb-0000-4000-8000-000000000001", words.remove_user.OWN_APPLICATION),
        (f"remove-user {MARK} no.body@contoso.com", words.find.not_in_directory("no.body@contoso.com")),
    ],
)
async def test_what_cannot_be_filed_is_sent_back_with_the_reason(desk: Scene, command: str, sentence: str) -> None:
    answer = said(await desk.typed("ada", command))
    if "ordrs" in command:  # which names are near enough is for domain.refresh.names to say
        assert answer.startswith(sentence.split(" Did")[0])
        assert "Webshop Orders" in answer
    else:
        assert answer == said_nothing(sentence)
    assert desk.kept() == []


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"sources": CRM, "received": "2999-01-01"}, words.requests.FUTURE_DATE),
        ({"sources": CRM, "received": "soon"}, words.errors.bad_date("soon")),
        ({"sources": "no-such-id"}, words.errors.NOT_A_CHOICE),
        ({"sources": CRM, "for": "anna@"}, words.errors.not_an_address("anna@")),
    ],
)
async def test_a_form_that_cannot_be_filed_is_sent_back_too(desk: Scene, values: dict[str, str], sentence: str) -> None:
    """With all that was typed, and what is wrong at its field."""
    again = await desk.act("ada", "refresh", form=values)
    assert isinstance(again, Form)
    assert {field.name: field.error for field in again.fields if field.error} == {[*values][-1]: sentence}
    assert desk.kept() == []


async def test_today_is_no_future_date_where_the_company_is(desk: Scene) -> None:
    """Also late in the evening: Berlin is ahead of UTC."""
    today = desk.bot.deps.clock().astimezone(desk.bot.deps.policy.timezone).date()
    assert await desk.file("ada", f"refresh crm contacts for {ANNA} received {today}")
    tomorrow = today + timedelta(days=1)
    assert words.requests.FUTURE_DATE in said(await desk.typed("ada", f"refresh crm web received {tomorrow}"))


@pytest.mark.parametrize("day", ["{today}", "2020-01-02"])
@pytest.mark.parametrize("line", ["crm web received {day}", "received {day} all", "crm web received {day} ref CASE-77"])
async def test_a_day_of_receipt_is_somebodys(desk: Scene, line: str, day: str) -> None:
    on = day.format(today=desk.today)
    answer = await desk.typed("ada", f"refresh {line.format(day=on)}")
    shown = words.moments.day(date.fromisoformat(on))
    assert said(answer) == said_nothing(words.refresh.whose(shown))
    assert desk.kept() == []


@pytest.mark.parametrize("who", [ANNA, "<@ben>", f"Anna Berg <{ANNA}>", f"<mailto:{ANNA}|{ANNA}>"])
@pytest.mark.parametrize("line", ["refresh crm web", "refresh crm web for zoe@contoso.com", "erase zoe@contoso.com"])
async def test_nobody_vanishes_in_a_reference(desk: Scene, line: str, who: str) -> None:
    answer = said(await desk.typed("ada", f"{line} received {desk.today} ref CASE-77 {who}"))
    assert "stands in the reference" in answer
    assert answer.endswith(words.requests.NOTHING_FILED)
    assert desk.kept() == []


async def test_a_reference_in_quotes_may_name_somebody(desk: Scene) -> None:
    ref = await desk.file("ada", f'refresh crm web for {ANNA} ref "mail of {ANNA}"')
    assert f"mail of {ANNA}" in said(await desk.typed("ada", f"show {ref}"))
    answer = said(await desk.typed("tess", f"export customer {ANNA} as access ref mail of zoe@contoso.com"))
    assert "zoe@contoso.com" in answer
    assert len(desk.rows("SELECT 1 FROM requests")) == 1


async def test_sources_with_odd_names_are_asked_back_or_found(opened: Open) -> None:
    async with opened(works=False, seed="odd") as desk:
        answer = said(await desk.typed("ada", "refresh partner portal"))
        twins = [s["id"] for s in await desk.steer("GET", "/datasources") if s["friendly_name"] == "Partner Portal"]
        assert len(twins) == 2
        assert all(twin in answer for twin in twins)
        assert words.refresh.ambiguous("Partner Portal") in answer
        by_id = await desk.file("ada", f"refresh {twins[1]}")
        assert [step.key for step in await desk.steps(by_id)] == [twins[1]]
        quoted = await desk.file("ada", 'refresh "for" "all" crm for anna@contoso.com')
        assert [step.label for step in await desk.steps(quoted)] == ["for", "all", "CRM"]


# ---- the same again


async def test_what_is_open_already_is_shown_instead_and_may_be_filed_anyway(desk: Scene) -> None:
    first = await desk.file("ada", "refresh crm contacts, crm web for anna@contoso.com ref CASE-77")
    shown = await desk.typed("amir", "refresh crm web, crm contacts for ANNA@contoso.com")
    assert words.requests.twin(first) in said(shown)
    assert await requests(desk) == [first]
    form = await desk.act("amir", *pressed(shown))
    assert isinstance(form, Form)
    second = filed(await desk.act("amir", "refresh", form.ref, filled_in(form)))
    assert await requests(desk) == [first, second]
    assert "CASE-77" in said(await desk.typed("amir", f"show {second}"))


async def test_another_subject_or_another_source_is_no_duplicate(desk: Scene) -> None:
    await desk.file("ada", "refresh crm contacts for anna@contoso.com")
    assert await desk.file("ada", "refresh crm contacts for otto@contoso.com")
    assert await desk.file("ada", "refresh crm web for anna@contoso.com")
    assert await desk.file("ada", "refresh crm contacts")


async def test_what_is_closed_may_be_filed_again(desk: Scene) -> None:
    ref = await desk.file("ada", f"remove-user {MARK}")
    assert words.requests.twin(ref) in said(await desk.typed("ada", f"remove-user {MARK}"))
    await desk.act("ben", "deny", ref, reason="not now")
    assert await desk.file("ada", f"remove-user {MARK}") != ref


@pytest.mark.parametrize("command", ["refresh crm contacts for anna@contoso.com", f"remove-user {MARK}"])
async def test_the_same_delivery_gets_the_same_answer_and_files_nothing_again(desk: Scene, command: str) -> None:
    first = await desk.typed("ada", command, delivery="T1")
    before = desk.kept()
    assert await desk.typed("ada", command, delivery="T1") == first
    assert desk.kept() == before


async def test_a_delivery_that_was_shown_a_duplicate_never_files(desk: Scene) -> None:
    first = await desk.file("ada", "refresh crm contacts")
    assert words.requests.twin(first) in said(await desk.typed("ada", "refresh crm contacts", delivery="T1"))
    await desk.typed("ada", f"cancel {first}")
    await desk.typed("ada", "refresh crm contacts", delivery="T1")
    assert await requests(desk) == [first]


# ---- correcting


async def test_correcting_cancels_the_old_request_and_files_a_new_one_that_names_it(desk: Scene) -> None:
    old = await desk.file("ada", "refresh crm contacts for anna@contoso.com received 2026-11-02 ref CASE-77")
    form = await desk.typed("ada", f"correct {old}")
    assert filled_in(form) == {
        "sources": (CRM,), "for": "anna@contoso.com", "received": "2026-11-02", "reference": "CASE-77", "deleted": "",
    }  # fmt: skip
    new = filed(await desk.act("ada", "refresh", f"correct:{old}", {**filled_in(form), "sources": (CRM, WEB)}))
    assert (await desk.request(old)).state is State.CANCELLED
    assert (await desk.request(new)).replaces == old
    assert old in said(await desk.typed("ada", f"show {new}"))


async def test_a_request_sent_back_unchanged_is_no_duplicate_of_itself(desk: Scene) -> None:
    old = await desk.file("ada", f"remove-user {MARK}")
    form = await desk.act("ada", "correct", old)
    new = filed(await desk.act("ada", "remove-user", f"correct:{old}", filled_in(form)))
    assert (await desk.request(new)).replaces == old


async def test_whoever_asked_first_hears_that_somebody_else_corrected_it(on: Scene) -> None:
    old = await on.file("ada", "refresh crm contacts")
    await on.act("amir", "refresh", f"correct:{old}", sources=WEB)
    await on.until("@ada", words.notices.ended(old, State.CANCELLED))


async def test_asking_again_after_a_denial_names_the_denied_request(desk: Scene) -> None:
    old = await desk.file("ada", "refresh crm contacts")
    await desk.act("ben", "deny", old, reason="not now")
    new = filed(await desk.act("ada", "refresh", f"correct:{old}", sources=CRM))
    assert (await desk.request(new)).replaces == old
    assert (await desk.request(old)).state is State.DENIED


async def test_correcting_what_runs_asks_for_its_end(desk: Scene) -> None:
    old = await desk.approved("ada", "refresh crm contacts")
    await desk.act("ada", "refresh", f"correct:{old}", sources=WEB)
    assert (await desk.request(old)).cancel_asked_by == (await desk.request(old)).requester_id


@pytest.mark.parametrize(
    ("command", "verb", "values"),
    [
        ("refresh crm contacts", "refresh", {"sources": (WEB,)}),
        ("export customer anna@contoso.com as access", "export", {"purpose": "portability"}),
        ("refresh crm contacts for anna@contoso.com", "refresh", {"sources": (WEB,), "for": "ANNA@contoso.com"}),
    ],
)
async def test_of_two_who_correct_a_request_at_once_one_does(
    desk: Scene, command: str, verb: str, values: dict[str, str | tuple[str, ...]]
) -> None:
    """Each opened the form, and neither saw what the other one sent."""
    old = await desk.file("ada", command)
    form = await desk.typed("ada", f"correct {old}")
    assert isinstance(form, Form)
    typed = {**filled_in(form), "reference": "CASE-78"}
    new = filed(await desk.act("ada", verb, form.ref, typed))
    answer = await desk.act("amir", verb, form.ref, {**typed, **values})
    assert isinstance(answer, Stays), "what was typed is lost to nobody"
    assert words.requests.corrected_before(old, new) in said(answer)
    assert len(desk.rows("SELECT 1 FROM requests")) == 2
    await desk.act("ada", "cancel", new)
    assert (await desk.request(filed(await desk.act("amir", verb, form.ref, {**typed, **values})))).replaces == old


async def test_whom_a_correction_left_out_the_next_one_may_name(desk: Scene) -> None:
    old = await desk.file("ada", "refresh crm contacts for anna@contoso.com zoe@contoso.com")
    form = filled_in(await desk.typed("ada", f"correct {old}"))
    for who in ("anna@contoso.com", "zoe@contoso.com"):
        new = filed(await desk.act("ada", "refresh", f"correct:{old}", {**form, "for": who}))
        assert (await desk.request(new)).replaces == old


async def test_whom_one_correction_left_out_is_named_with_the_others_by_the_next(desk: Scene) -> None:
    old = await desk.file("ada", "refresh crm contacts for anna@contoso.com zoe@contoso.com")
    form = filled_in(await desk.typed("ada", f"correct {old}"))
    filed(await desk.act("ada", "refresh", f"correct:{old}", {**form, "for": "anna@contoso.com"}))
    both = filed(await desk.act("amir", "refresh", f"correct:{old}", form))
    assert (await desk.request(both)).replaces == old
    assert old not in said(await desk.typed("olga", "requests open"))


async def test_a_correction_that_was_corrected_itself_is_corrected_by_no_form_of_the_first(desk: Scene) -> None:
    old = await desk.file("ada", "refresh crm contacts for anna@contoso.com")
    form = filled_in(await desk.typed("ada", f"correct {old}"))
    second = filed(await desk.act("ada", "refresh", f"correct:{old}", {**form, "reference": "2"}))
    third = filed(await desk.act("ada", "refresh", f"correct:{second}", {**form, "reference": "3"}))
    answer = await desk.act("amir", "refresh", f"correct:{old}", {**form, "sources": (WEB,)})
    assert isinstance(answer, Stays)
    assert words.requests.corrected_before(old, third) in said(answer)
    assert len(desk.rows("SELECT 1 FROM requests")) == 3


async def test_whoever_was_typed_for_a_correction_that_is_refused_leaves_no_key(desk: Scene) -> None:
    old = await desk.file("ada", "refresh crm contacts")
    await desk.act("ada", "refresh", f"correct:{old}", sources=WEB)
    keys = len(desk.rows("SELECT 1 FROM subjects"))
    assert isinstance(await desk.act("amir", "refresh", f"correct:{old}", sources=CRM, reference="5"), Stays)
    assert len(desk.rows("SELECT 1 FROM subjects")) == keys


async def test_whoever_corrects_what_runs_hears_that_it_was_asked_to_stop(desk: Scene) -> None:
    old = await desk.approved("ada", "refresh crm contacts")
    answer = said(await desk.act("ada", "refresh", f"correct:{old}", sources=WEB))
    assert words.requests.stopping(old) in answer


async def test_whoever_corrects_what_was_completed_meanwhile_hears_so(on: Scene) -> None:
    old = await on.approved("ada", "refresh crm contacts")
    await on.until("@ada", words.notices.ended(old, State.COMPLETED))
    answer = said(await on.act("ada", "refresh", f"correct:{old}", sources=WEB))
    assert words.requests.over_before(old) in answer


@pytest.mark.parametrize("ended", ["deny", "cancel"])
async def test_nothing_is_said_of_what_did_nothing(desk: Scene, ended: str) -> None:
    old = await desk.file("ada", "refresh crm contacts")
    await desk.act("ben" if ended == "deny" else "ada", ended, old, **({"reason": "no"} if ended == "deny" else {}))
    answer = said(await desk.act("ada", "refresh", f"correct:{old}", sources=WEB))
    assert words.requests.stopping(old) not in answer
    assert words.requests.over_before(old) not in answer


@pytest.mark.parametrize("verb", ["correct", "file-anyway"])
async def test_the_form_of_a_request_opens_for_admins_alone(desk: Scene, verb: str) -> None:
    ref = await desk.file("ada", "refresh crm contacts for anna@contoso.com")
    answer = said(await desk.act("ben", verb, ref))
    assert "role admin" in answer
    assert "anna" not in answer


@pytest.mark.parametrize("ref", ["X" * 10_000, "DSR-NOSUCH", "DSR-7K3QFA.1", ""])
@pytest.mark.parametrize("why", ["correct", "anyway"])
async def test_a_form_about_nothing_we_know_files_nothing(desk: Scene, why: str, ref: str) -> None:
    told = said(await desk.act("ada", "refresh", f"{why}:{ref}", sources=CRM))
    assert told in {words.errors.STALE_BUTTON, words.errors.unknown_request(ref), words.errors.TOO_MUCH}
    assert desk.kept() == []


async def test_a_form_about_somebody_elses_request_of_another_kind_cancels_nothing(desk: Scene) -> None:
    """A tenant admin may file an export: that is no right to a request to refresh."""
    ref = await desk.file("ada", "refresh crm contacts for anna@contoso.com")
    before = desk.kept()
    export = {"holder": "customer", "who": "anna@contoso.com", "purpose": "access", "received": "2026-11-02"}
    for who in ("tess", "ada"):
        for why in ("correct", "anyway"):
            said(await desk.act(who, "export", f"{why}:{ref}", export))
    await desk.act("ada", "remove-user", f"correct:{ref}", users="mark.old@contoso.com")
    assert desk.kept() == before


# ---- removing users


async def test_several_users_are_asked_for_at_once_and_need_their_own_quorum(opened: Open) -> None:
    config = rules(approval={"required": {"default": 1, "remove-user": 2}})
    async with opened(works=False, config=config) as desk:
        answer = await desk.typed("ada", f"remove-user {MARK}, {RITA} {MARK}")
        ref = filed(answer)
        assert said(answer) == words.requests.filed(ref, 2)
        assert len(await desk.steps(ref)) == 2
        assert MARK in said(await desk.typed("ada", f"show {ref}"))


async def test_two_addresses_of_one_user_are_one_removal(desk: Scene) -> None:
    ref = await desk.file("ada", "remove-user anna-lena.vogt@contoso.com avogt@contoso.com")
    assert len(await desk.steps(ref)) == 1
    assert "Remove Anna-Lena Vogt · " in said(await desk.typed("ada", f"show {ref}"))


async def test_users_may_be_mentioned(opened: Open) -> None:
    async with opened(works=False) as desk:
        ref = await desk.file("ada", "remove-user <@olga>")
        assert "olga@contoso.com" in said(await desk.typed("ada", f"show {ref}"))


# ---- who sees it


async def test_a_new_request_is_shown_to_the_channel_masked_and_to_approvers_and_requester_in_full(on: Scene) -> None:
    ref = await on.file("ada", "refresh crm contacts for anna@fabrikam.example ref CASE-77")
    for place in ("@ada", "@ben", "@cleo", "@amir", APPROVALS):
        await on.until(place, ref)
    assert "anna@fabrikam.example" in on.read("@ben")
    assert "CASE-77" in on.read("@ada")
    assert "anna" not in on.read(APPROVALS)
    assert "CASE-77" not in on.read(APPROVALS)


async def test_an_approver_who_asks_has_one_card_and_no_vote_on_it(on: Scene) -> None:
    ref = await on.file("amir", "refresh crm contacts")
    await on.until("@amir", ref)
    await on.until("@ben", ref, words.buttons.APPROVE)
    assert on.read("@amir").count(ref) == 1
    assert f"[{words.buttons.APPROVE}]" not in on.read("@amir")
