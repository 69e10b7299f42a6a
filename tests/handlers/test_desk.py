"""Every act gets an answer: who may do what, and what those hear who may not."""

from __future__ import annotations

import pytest

from domain.card import Answer, Card, Form
from domain.chat import Standing
from domain.people import Role
from domain.rights import AUDIT, Way
from domain.words import en as words
from domain.words.en.people import SETTLED_BEFORE
from handlers.commands import ACTS, COMMANDS
from tests.logged import Logged
from tests.stage import APPROVALS, PEOPLE, Scene, said

OUTSIDERS: dict[Standing, str] = {
    member.standing: member.id for member in PEOPLE if member.standing is not Standing.MEMBER
}
USAGE = {command.name: command.usage for command in COMMANDS}
OPENERS = {command.opener for command in COMMANDS if command.form}
NEEDS = {  # a command that takes a role, and somebody without it
    "refresh crm contacts": "ben",
    "remove-user mark.old@contoso.com": "olga",
    "users": "cleo",
    "sources": "nils",
}


@pytest.mark.parametrize("command", NEEDS)
async def test_a_command_without_its_role_is_refused_and_the_role_is_named(desk: Scene, command: str) -> None:
    verb = command.split()[0]
    roles = ACTS[Way.COMMAND][verb].who.roles - {Role.OUTSIDE_AUDITOR}  # to whom nobody is sent
    assert said(await desk.typed(NEEDS[command], command)) == words.rights.needs_role(roles, f"“{verb}”")
    assert all(role in words.rights.needs_role(roles, "this") for role in roles)
    assert not desk.rows("SELECT id FROM requests")


@pytest.mark.parametrize(("verb", "form"), [("refresh-source", False), ("refresh", True), ("remove-user", True)])
async def test_a_button_or_form_takes_the_role_of_its_command(desk: Scene, verb: str, form: bool) -> None:
    values = {"users": "mark.old@contoso.com", "sources": await desk.source_id("CRM Contacts")} if form else {}
    answer = await desk.act("ben", verb, "" if form else await desk.source_id("CRM Contacts"), values)
    assert said(answer) == words.rights.needs_role({Role.ADMIN}, f"“{verb.removesuffix('-source')}”")
    assert not desk.rows("SELECT id FROM requests")


async def test_an_attempt_without_the_role_stands_in_the_audit_log(desk: Scene) -> None:
    await desk.typed("ben", "remove-user mark.old@contoso.com")
    [event] = desk.rows("SELECT kind, data FROM events")
    assert event.kind == "act.refused"
    assert "mark" not in event.data


@pytest.mark.parametrize("standing", OUTSIDERS)
async def test_who_is_no_full_member_gets_an_answer_of_their_own_and_changes_nothing(
    desk: Scene, standing: Standing
) -> None:
    ref = await desk.file("ada", "refresh crm contacts")
    before, outsider = desk.kept(), OUTSIDERS[standing]
    for answer in (
        await desk.typed(outsider, "refresh crm web"),
        await desk.act(outsider, "approve", ref),
        await desk.act(outsider, "deny", ref, reason="because"),
    ):
        assert said(answer) == words.rights.STANDING[standing]
    assert desk.kept() == before


def test_every_kind_of_outsider_has_a_sentence_of_their_own() -> None:
    assert set(words.rights.STANDING) == set(Standing) - {Standing.MEMBER}
    assert len(set(words.rights.STANDING.values())) == len(words.rights.STANDING)


async def test_an_account_that_the_platform_does_not_know_is_a_stranger(desk: Scene) -> None:
    assert said(await desk.typed("nobody-here", "help")) == words.rights.STANDING[Standing.STRANGER]


async def test_an_unknown_verb_suggests_the_nearest_one(desk: Scene) -> None:
    assert said(await desk.typed("ada", "refesh crm")) == words.errors.unknown_verb("refesh", "refresh")
    assert said(await desk.typed("ada", "xyzzy")) == words.errors.unknown_verb("xyzzy", None)


@pytest.mark.parametrize("typed", ["", "  ", "HELP", "help\n", " Help\trefresh"])
async def test_a_verb_is_understood_whatever_stands_around_it(desk: Scene, typed: str) -> None:
    answer = await desk.typed("ada", typed)
    assert isinstance(answer, Card)
    assert answer.title == words.looking.HELP_TITLE


async def test_help_shows_what_this_person_may_do(desk: Scene) -> None:
    admins = said(await desk.typed("ada", "help"))
    assert all((verb.usage in admins) is verb.helps({Role.ADMIN}) for verb in COMMANDS)
    readers = said(await desk.typed("olga", "help"))
    assert USAGE["sources"] in readers
    assert USAGE["remove-user"] not in readers
    assert USAGE["sources"] not in said(await desk.typed("nils", "help"))


async def test_help_in_a_channel_tells_an_admin_its_id(desk: Scene) -> None:
    told = words.looking.channel_id(APPROVALS)
    assert told in said(await desk.typed("ada", "help", channel=APPROVALS))
    assert told not in said(await desk.typed("ben", "help", channel=APPROVALS))
    assert words.looking.channel_id("@ada") not in said(await desk.typed("ada", "help"))


async def test_help_about_a_command_shows_its_usage(desk: Scene) -> None:
    answer = said(await desk.typed("nils", "help refresh"))
    assert USAGE["refresh"] in answer
    assert USAGE["users"] not in answer


async def test_the_buttons_that_stand_in_for_a_command_open_its_form(desk: Scene) -> None:
    for opener in OPENERS:
        form = await desk.act("olga" if ACTS[Way.BUTTON][opener].who == AUDIT else "ada", opener)
        assert isinstance(form, Form), opener
        assert opener == f"{form.verb}-form"


async def test_a_form_in_which_nothing_was_filled_in_says_which_button_opens_it(desk: Scene) -> None:
    blank = [(command.opener, await desk.typed("ada", command.name)) for command in COMMANDS if command.form]
    told = {opener: form.opener for opener, form in blank if isinstance(form, Form)}
    assert {opener for opener, said in told.items() if said != opener} == set()
    assert {"erase-form", "erase-many-form", "refresh-form", "find-form"} <= told.keys()
    filled = await desk.typed("ada", "erase anna.berg@contoso.com")
    assert isinstance(filled, Form)
    assert filled.opener == ""


def understood(answer: Answer) -> bool:
    """A form, or a sentence that says that nothing is known of this, or nothing was filed, or whose it is."""
    text = said(answer)
    known = {words.errors.unknown_request("DSR-NOSUCH"), words.errors.STALE_BUTTON, SETTLED_BEFORE}
    known.add(words.batch.FORGOTTEN)
    known |= {words.hold.NO_HOLDS, words.hold.NOT_HELD, words.away.NOTHING_TO_END, words.codes.SETTLED, words.codes.OLD}
    return isinstance(answer, Form) or words.requests.NOTHING_FILED in text or text in known or "takes the role" in text


async def test_every_button_and_every_form_about_something_unknown_is_answered(desk: Scene) -> None:
    for verb in ACTS[Way.BUTTON].keys() - OPENERS - {"home"}:  # which is about whoever reads it
        assert understood(await desk.act("amir", verb, "DSR-NOSUCH")), verb
    for verb in ACTS[Way.FORM]:
        assert understood(await desk.act("amir", verb, "DSR-NOSUCH", nothing="")), verb
    assert desk.kept() == []


async def test_a_button_that_nobody_knows_is_answered(desk: Scene) -> None:
    assert said(await desk.act("ada", "launch", "DSR-000000")) == words.errors.STALE_BUTTON
    assert said(await desk.act("ada", "launch", "DSR-000000", some="value")) == words.errors.STALE_BUTTON
    assert [row.kind for row in desk.rows("SELECT kind FROM events")] == ["act.refused", "act.refused"]


@pytest.mark.parametrize("ref", ["", "DSR-7K3QFA.1", "dsr-7k3qfa", "DSR-7K3QFA ", "correct:DSR-7K3QFA", "DSR-7K3QFA\n"])
@pytest.mark.parametrize("who", ["nils", "amir"])
async def test_what_we_never_wrote_on_a_button_is_nobodys(desk: Scene, who: str, ref: str) -> None:
    for verb in ("approve", "cancel", "details", "file-anyway"):
        assert said(await desk.act(who, verb, ref)) == words.errors.STALE_BUTTON
        assert said(await desk.act(who, "settle", f"{ref}.x", day="2026-11-03")) == words.errors.STALE_BUTTON
    assert desk.kept() == []


async def test_a_fault_inside_gets_the_kind_sentence(desk: Scene, logged: Logged) -> None:
    desk.rows("DROP TABLE votes")
    assert said(await desk.typed("ada", "refresh crm contacts")) == words.requests.filed(
        desk.rows("SELECT id FROM requests")[0].id, 1
    )
    assert said(await desk.act("ben", "approve", desk.rows("SELECT id FROM requests")[0].id)) == words.errors.CANNOT_NOW
    assert "an act failed" in logged


async def test_where_even_the_audit_log_is_broken_there_is_still_an_answer(desk: Scene) -> None:
    desk.rows("DROP TABLE events")
    assert said(await desk.typed("gus", "help")) == words.errors.CANNOT_NOW
    assert said(await desk.typed("ben", "users")) == words.errors.CANNOT_NOW


@pytest.mark.parametrize("command", ["sources", "refresh crm contacts", "users", "remove-user mark.old@contoso.com"])
async def test_an_outage_of_customer_insights_is_said_and_nothing_is_changed(
    desk: Scene, command: str, logged: Logged
) -> None:
    desk.wire.down = True
    assert said(await desk.typed("ada", command)) == words.errors.INSIGHTS_DOWN
    assert desk.kept() == []
    assert "Customer Insights does not answer" in logged


async def test_a_question_that_customer_insights_refuses_is_told_as_one_of_rights(desk: Scene, logged: Logged) -> None:
    desk.wire.refuse("GET", "/rbac/assignments", 403)
    assert said(await desk.typed("ada", "users")) == words.errors.INSIGHTS_NO
    assert "refused by Customer Insights" in logged


async def test_deciding_goes_on_while_customer_insights_is_down(desk: Scene) -> None:
    ref = await desk.file("ada", "refresh crm contacts")
    desk.wire.down = True
    assert said(await desk.act("ben", "approve", ref)) == words.requests.approved(ref, 1, 1)


# ---- what the rule rests on moves on


async def test_a_form_of_ones_own_sent_again_as_another_one_does_not_get_past_the_rule(desk: Scene) -> None:
    """In Teams a form's own mark tells one delivery from the next, and who sends it writes it."""
    ref = await desk.file("ada", "refresh crm contacts for anna@contoso.com")
    export = {"holder": "customer", "who": "bela@contoso.com", "purpose": "access", "received": "2026-11-02"}
    first = said(await desk.act("tess", "export", "", export, delivery="mine"))
    before, looks = desk.kept(), desk.rows("SELECT id FROM events WHERE kind = 'subject.looked-up'")
    values = {"sources": await desk.source_id("CRM Contacts"), "for": "anna@contoso.com"}
    for verb, named in (("refresh", f"correct:{ref}"), ("settle", f"{ref}.0"), ("deny", ref)):
        told = said(await desk.act("tess", verb, named, {**values, "reason": "no"}, delivery="mine"))
        assert ref not in told
        assert "anna" not in told
        assert "takes" in told or told.splitlines()[0] in first
    assert desk.kept() == before
    assert desk.rows("SELECT id FROM events WHERE kind = 'subject.looked-up'") == looks


async def test_a_delivery_is_its_accounts_own(desk: Scene) -> None:
    ref = await desk.file("ada", "refresh crm contacts")
    assert said(await desk.act("ada", "cancel", ref, delivery="one")) == words.requests.cancelled(ref)
    assert "takes the role" in said(await desk.act("nils", "cancel", ref, delivery="one"))
