"""Nothing is silently ignored: what is odd, stale or hostile gets an answer that a person understands."""

from __future__ import annotations

import pytest

from domain.card import Answer, Card, Form
from domain.request import State
from domain.words import en as words
from tests.handlers.conftest import Open
from tests.stage import Scene, said

AROUND = ["{}.", " {},", "“{}”", '"{}"', "<{}>", "#{}", "*{}*", "({})", "\u200f{}\u202c", "\u200b{}\ufeff", "\xa0{}\n"]


def lower(ref: str) -> str:
    return ref.lower()


@pytest.mark.parametrize("around", AROUND)
async def test_an_id_is_understood_with_what_people_put_around_it(desk: Scene, around: str) -> None:
    ref = await desk.file("ada", "refresh crm contacts for anna@contoso.com")
    written = around.format(lower(ref))
    shown = await desk.typed("ada", f"show {written}")
    assert isinstance(shown, Card)
    assert ref in shown.footer
    for verb in ("correct", "refuse", "hold"):
        assert isinstance(await desk.typed("ada", f"{verb} {written}"), Form), verb
    assert said(await desk.typed("ada", f"release {written}")) == words.hold.NOT_HELD
    assert said(await desk.typed("ada", f"hold {written} a court case")) == words.hold.HELD_NOW
    assert said(await desk.typed("ada", f"cancel {written}")) == words.requests.cancelled(ref)


async def test_two_ids_are_not_taken_for_one(desk: Scene) -> None:
    refs = [await desk.file("ada", f"refresh {source}") for source in ("crm contacts", "crm web")]
    assert said(await desk.typed("ada", f"cancel {' '.join(refs)}")) == words.errors.unknown_request(" ".join(refs))
    assert {(await desk.request(ref)).state for ref in refs} == {State.PENDING_APPROVAL}


async def test_a_second_cancel_says_that_there_is_nothing_to_cancel(desk: Scene) -> None:
    ref = await desk.file("ada", "refresh crm contacts")
    assert said(await desk.typed("ada", f"cancel {ref}")) == words.requests.cancelled(ref)
    kept = desk.kept()
    assert said(await desk.typed("ada", f"cancel {ref}")) == words.requests.cannot_cancel(ref, State.CANCELLED)
    assert desk.kept() == kept


@pytest.mark.parametrize(
    "typed",
    [
        "/dsr help",
        "dsr help",
        "/DSR  Help",
        "/help",
        "DSR Bot help",
        "@DSR Bot: help",
        "\u200ehelp",
        "\u200bhelp\u200b",
        "help.",
    ],
)
async def test_a_command_is_understood_with_what_people_put_around_it(desk: Scene, typed: str) -> None:
    answer = await desk.typed("ada", typed)
    assert isinstance(answer, Card)
    assert answer.title == words.looking.HELP_TITLE


@pytest.mark.parametrize("verb", ["approve", "Deny", "retry", "details"])
async def test_who_types_a_button_is_told_where_it_is(desk: Scene, verb: str) -> None:
    ref = await desk.file("ada", "refresh crm contacts")
    assert said(await desk.typed("ben", f"{verb} {ref}")) == words.errors.button_not_command(verb.lower())
    assert (await desk.request(ref)).state is State.PENDING_APPROVAL


ODD = ["", "\x00", "x\x00y", "\ud800", "🙂", "‮gnitoset", "x" * 10_000, "'; DROP TABLE requests; --", "%s {} {0}", "\\"]


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: ascii(odd[:9]))
async def test_whatever_is_typed_is_answered_by_what_is_known_of_it(opened_anywhere: Open, odd: str) -> None:
    """On PostgreSQL, which takes no NUL, and on SQLite, which takes it."""
    async with opened_anywhere(works=False) as desk:
        ref = await desk.file("ada", "refresh crm contacts for anna@contoso.com")
        for verb in ("show", "cancel", "correct", "hold", "release", "refuse", "users", "find", "requests", "help", ""):
            understood(await desk.typed("amir", f"{verb} {odd}"), verb)
        understood(await desk.typed("amir", f"refresh crm web ref {odd}."), "refresh")
        understood(await desk.typed("amir", f"remove-user {odd}"), "remove-user")
        for verb in ("approve", "deny", "retry", "details", "cancel", "file-anyway", "settle", "refresh-source", odd):
            understood(await desk.act("amir", verb, odd), verb)
        understood(await desk.act("ben", "deny", ref, reason=odd), "deny")


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: ascii(odd[:9]))
async def test_whatever_stands_in_a_form_is_answered(opened_anywhere: Open, odd: str) -> None:
    async with opened_anywhere(works=False) as desk:
        ref = await desk.file("ada", "refresh crm contacts for anna@contoso.com")
        source = await desk.source_id("CRM Web")
        forms = {
            "refresh": ({"sources": source, "for": odd, "received": "", "reference": odd}, ""),
            "remove-user": ({"users": odd}, odd),
            "deny": ({"reason": odd}, ref),
            "find": ({"who": odd}, ""),
            "hold": ({"reason": odd}, ref),
            "refuse": ({"ground": odd, "complaint": odd, "remedy": odd}, ref),
            "settle": ({"text": odd}, f"{ref}.{odd}"),
        }
        for verb, (values, about) in forms.items():
            understood(await desk.act("amir", verb, about, values), verb)


def understood(answer: Answer, verb: str) -> None:
    text = said(answer)
    assert text.strip(), verb
    assert words.errors.CANNOT_NOW not in text, verb
    assert not {"\x00", "\ud800"} & set(text), verb


async def test_what_cannot_be_held_is_shown_as_such_and_makes_no_other_address_of_it(desk: Scene) -> None:
    assert said(await desk.typed("ada", "refresh crm contacts for an\x00na@contoso.com")) == "\n".join(
        (words.errors.not_an_address("an\ufffdna@contoso.com"), words.requests.NOTHING_FILED)
    )


@pytest.mark.parametrize("day", ["0001-01-01", "0206-11-02", "2018-05-24"])
async def test_a_day_before_the_law_is_a_slip_of_the_pen(desk: Scene, day: str) -> None:
    refused = "\n".join((words.requests.EARLY_DATE, words.requests.NOTHING_FILED))
    assert said(await desk.typed("ada", f"refresh crm contacts received {day}")) == refused
    values = {"sources": await desk.source_id("CRM Web"), "received": day}
    assert errors(await desk.act("ada", "refresh", "", values)) == {"received": words.requests.EARLY_DATE}


def errors(answer: Answer) -> dict[str, str]:
    """By field, of a form that stays open."""
    assert isinstance(answer, Form)
    return {field.name: field.error for field in answer.fields if field.error}


async def test_a_source_that_is_gone_since_the_form_was_opened_is_not_left_out_in_silence(desk: Scene) -> None:
    values = {"sources": (await desk.source_id("CRM Web"), "gone-meanwhile")}
    assert errors(await desk.act("ada", "refresh", "", values)) == {"sources": words.errors.NOT_A_CHOICE}
    assert not desk.rows("SELECT id FROM requests")
