"""Every card is an Adaptive Card 1.5 that Teams takes, whatever stands in it, and text in it is only ever text."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.teams.adaptive import adaptive, bare, summary
from bot.teams.limits import CARD, weight
from bot.teams.message import drawn
from domain.card import Answer, Button, Card, Confirm, Fact, Fold, Item, Mention, Style, Tone, say
from domain.moment import Moment, Timed
from tests.bot.teams.cards import APPROVE, ASK, NASTY, STATES, WIDE
from tests.bot.teams.judge import faults, parts
from tests.fakes.teams.world import texts

MANY = 500
NOON = Moment(datetime(2026, 11, 2, 12, tzinfo=UTC), "2 Nov 2026, 13:00 CET")


def test_every_state_is_a_card_that_teams_takes() -> None:
    assert {name: faults(drawn(answer, "mark").element) for name, answer in STATES.items()} == {
        name: [] for name in STATES
    }


EXTREMES = {
    "nothing": Card(),
    "only blanks": Card(title=" ", status="\n", text=("", " "), facts=(Fact("", ""),), items=(Item("", ""),), copy=" "),
    "wide": Card(
        title=WIDE, status=WIDE, text=(WIDE, WIDE), copy=WIDE, footer=WIDE, facts=(Fact(WIDE, WIDE),) * 30,
        items=(Item(WIDE, WIDE, WIDE, Button("x", "1", WIDE)),) * 50, buttons=(Button("x", "1", WIDE),) * 20,
    ),
    "many lines": Card(title="x", text=("a\n" * 5_000,) * 3, copy="b\n" * 5_000),
    "many paragraphs": Card(text=("one",) * 1_000),
    "many of everything": Card(
        title="x", facts=(Fact("a", "b"),) * MANY, items=(Item("✓", "CRM Contacts", "fine", APPROVE),) * MANY,
        buttons=(APPROVE,) * MANY, text=("t" * 10_000,), copy="c" * 10_000, calls=(Mention(WIDE, "a" * 36),) * 10,
    ),
    "long questions": Card(buttons=(Button("x", "r" * 120, WIDE, Style.DANGER, Confirm(WIDE, WIDE, WIDE, WIDE)),) * 30),
    "quotes": Card(title='"' * 9_000, text=("\\" * 9_000,), copy='"\\' * 9_000),
    "signs that are not seen": Card(title="\u0000\ud800\u202e\u2028", text=("\ud83d",), items=(Item("\b", "\x1b"),)),
    "nasty": Card(
        calls=(Mention(NASTY, "a"), Mention(NASTY)), title=NASTY,
        status=NASTY, text=(NASTY,), facts=(Fact(NASTY, NASTY),), items=(Item("✓", NASTY),)),
}  # fmt: skip


@pytest.mark.parametrize("card", EXTREMES.values(), ids=EXTREMES)
def test_an_extreme_card_is_still_one(card: Card) -> None:
    assert faults(adaptive(card)) == []
    assert faults(bare(card)) == []


anything = st.text(max_size=400)
timed = anything | st.builds(Timed, anything, st.just(NOON), anything)
buttons = st.builds(
    Button, st.just("approve"), st.just("DSR-7K3QFA"), anything, st.sampled_from(Style), st.sampled_from([None, ASK])
)
rows = st.lists(st.builds(Item, anything, anything, timed, st.none() | buttons), max_size=25).map(tuple)
cards = st.builds(
    Card,
    title=anything,
    status=anything,
    tone=st.sampled_from(Tone),
    facts=st.lists(st.builds(Fact, anything, timed), max_size=15).map(tuple),
    text=st.lists(timed, max_size=5).map(tuple),
    turn=anything,
    items=rows,
    fold=st.none() | st.builds(Fold, anything, rows),
    copy=anything,
    buttons=st.lists(buttons, max_size=15).map(tuple),
    footer=timed,
)


@given(cards)
@settings(max_examples=60, deadline=None)
def test_any_card_is_one(card: Card) -> None:
    assert faults(adaptive(card)) == []


def test_many_lines_are_cut_and_counted() -> None:
    items = tuple(Item("✓", f"Source number {number}", "refreshed · 23 Nov 2026, 03:00") for number in range(MANY))
    said = read(Card(title="Sources", items=items))
    shown = [line for line in said if "Source number" in line]
    assert 100 < len(shown) < MANY
    assert said[-1] == f"… and {MANY - len(shown)} more"


def test_a_middling_list_is_whole_and_its_first_lines_keep_their_buttons() -> None:
    refresh = Button("refresh-source", "bbbbbbbb-0000-4000-8000-000000000001", "Refresh")
    items = tuple(Item("✓", f"Source number {number}", "refreshed", refresh) for number in range(100))
    element = adaptive(Card(title="Sources", items=items))
    kept = [part for part in parts(element) if part["type"] == "Action.Execute"]
    assert len([line for line in texts(element) if "Source number" in line]) == 100
    assert 10 < len(kept) < 100


def test_text_stands_only_where_nothing_is_parsed() -> None:
    """Where Teams reads Markdown, there is none to read."""
    for part in parts(adaptive(EXTREMES["nasty"])):
        if part["type"] not in {"TextRun", "RichTextBlock"}:
            read = f"{part.get('text', '')} {part.get('fallbackText', '')}"
            read = re.sub(r"</?at>", "", read)  # of who is called
            assert not re.search(r"[*_`\[<#]|://|\{\{", read), part


def test_people_are_called_by_the_account_that_they_have_there_and_the_others_by_name() -> None:
    ben = "22222222-0000-4000-8000-000000000002"
    card = adaptive(Card(title="x", calls=(Mention("Ben <Bauer>", ben), Mention("Cleo Costa"))))
    mentioned = {"id": ben, "name": "Ben ‹Bauer›"}
    assert card["msteams"] == {
        "entities": [{"type": "mention", "text": "<at>Ben ‹Bauer›</at>", "mentioned": mentioned}]
    }
    [said] = [part["text"] for part in parts(card) if "<at>" in str(part.get("text")) and part["type"] == "TextBlock"]
    assert said == "<at>Ben ‹Bauer›</at>, Cleo Costa"
    assert faults(card) == []
    assert "msteams" not in adaptive(Card(title="x"))


def test_a_heading_is_one_for_screen_readers_too() -> None:
    (title,) = (
        part for part in parts(adaptive(Card(title="Refresh CRM & Web"[:11]))) if part.get("style") == "heading"
    )
    assert title["text"] == "Refresh CRM"


def test_no_sign_turns_or_hides_what_follows() -> None:
    assert read(say("evil\u202etxt.exe\u2066 x\x00\x1b[0m\ufeff")) == ["eviltxt.exe x[0m\ufeff"]


def test_right_to_left_text_keeps_its_direction_to_itself() -> None:
    assert read(Card(facts=(Fact("Asked by", "אדה"),))) == ["Asked by", "\u2068אדה\u2069"]


def test_dates_that_teams_would_compute_stay_text() -> None:
    assert "{{" not in json.dumps(adaptive(say("{{DATE(2026-01-01T00:00:00Z)}} {{{TIME(x)}}}")))


def test_a_button_carries_a_verb_and_one_id_and_nothing_else() -> None:
    for part in parts(adaptive(Card(buttons=(APPROVE, Button("details", "DSR-7K3QFA", "Details"))))):
        if part["type"] in {"Action.Execute", "Action.Submit"}:
            assert part["data"] == {"verb": part["data"]["verb"], "ref": "DSR-7K3QFA"}
    with pytest.raises(ValueError, match="too much"):
        adaptive(Card(buttons=(Button("details", "x" * 300, "Details"),)))


def test_what_cannot_be_undone_asks_first() -> None:
    (ask,) = (part for part in parts(adaptive(Card(buttons=(APPROVE,)))) if part["type"] == "Action.ShowCard")
    assert list(texts(ask["card"])) == [ASK.title, ASK.text, "[Approve]"]
    assert [part["title"] for part in parts(ask) if part["type"] == "Action.Execute"] == [ASK.yes]


@pytest.mark.parametrize("style", Style)
def test_what_cannot_be_undone_is_red_where_it_is_done(style: Style) -> None:
    for final in (True, False):
        button = replace(APPROVE, style=style, confirm=replace(ASK, final=final))
        (yes,) = (part for part in parts(adaptive(Card(buttons=(button,)))) if part["type"] == "Action.Execute")
        assert (yes.get("style") == "destructive") is (final or style is Style.DANGER)


def test_a_button_says_to_those_who_listen_what_it_acts_on() -> None:
    row = Item("–", "CRM Contacts", button=Button("refresh-source", "crm", "Refresh…"))
    card = Card(title="Erase a•••@contoso.com", items=(row,), buttons=(Button("details", "DSR-7K3QFA", "Details"),))
    spoken = {part["title"]: part["tooltip"] for part in parts(adaptive(card)) if part["type"] == "Action.Execute"}
    assert spoken == {"Refresh…": "Refresh: CRM Contacts", "Details": "Details: DSR-7K3QFA"}


def test_what_is_done_is_folded_and_unfolds_in_its_place() -> None:
    done = Item("✓", "CRM", "refreshed"), Item("✓", "Web")
    fold = Fold("2 of 3 done", done, Button("show", "DSR-7K3QFA", "Show all"))
    element = adaptive(Card(title="Refresh", items=(Item("⚠", "Loyalty"),), fold=fold))
    (toggle,) = (part for part in parts(element) if part["type"] == "Action.ToggleVisibility")
    (inside,) = (part for part in parts(element) if part.get("id") in toggle["targetElements"])
    assert (toggle["title"], inside["isVisible"]) == ("2 of 3 done", False)
    assert list(texts(inside)) == ["✓ CRM – refreshed", "✓ Web"]
    assert "Show all" not in json.dumps(element)  # there is nothing to bring


def test_whose_turn_it_is_stands_right_below_how_it_stands() -> None:
    assert read(Card("Refresh", "Waiting", turn="Waits for Ben", facts=(Fact("A", "b"),)))[:3] == [
        *("Refresh", "Waiting", "Waits for Ben")
    ]


def test_text_to_copy_keeps_its_lines() -> None:
    assert read(Card(copy="To: D365CI@microsoft.com\n\n- one\n- two")) == [
        *("To: D365CI@microsoft.com", "\u00a0", "- one", "- two")
    ]


def test_a_notification_says_what_it_is_and_how_it_stands() -> None:
    drawing = drawn(Card(title="Refresh CRM", status="Completed", text=("secret",)))
    assert (drawing.summary, drawing.element["fallbackText"]) == ("Refresh CRM · Completed",) * 2


def test_a_card_of_a_hundred_sources_stays_small() -> None:
    assert weight(adaptive(EXTREMES["many of everything"])) <= CARD


CLOCK = "{{DATE(2026-11-02T12:00:00Z, COMPACT)}}, {{TIME(2026-11-02T12:00:00Z)}}"


def test_a_moment_is_shown_on_the_clock_of_its_reader() -> None:
    row = Item("✓", "CRM", Timed("refreshed · ", NOON, " · Ines"), Button("refresh-source", "crm", "Refresh"))
    came, said = Fact("Came", Timed(NOON)), Timed("By Ben, ", NOON, ".")
    card = Card(facts=(came,), text=(said,), items=(row,), footer=Timed(NOON))
    element = adaptive(card)
    assert faults(element) == []
    clocks = [part for part in parts(element) if "{{" in part.get("text", "")]
    assert {part["type"] for part in clocks} == {"TextBlock"}  # Teams computes them nowhere else
    assert sorted(part["text"] for part in clocks) == sorted(
        [CLOCK, f"By Ben, {CLOCK}.", f"✓ CRM – refreshed · {CLOCK} · Ines", CLOCK]
    )
    assert summary(card).startswith("By Ben, 2 Nov 2026, 13:00 CET.")


def test_nothing_beside_a_moment_is_parsed() -> None:
    told = Timed(f"{NASTY} ", NOON, f" {NASTY}")
    element = adaptive(Card(facts=(Fact("Came", told),), text=(told,), items=(Item("✓", NASTY, told),), footer=told))
    assert faults(element) == []
    for part in parts(element):
        if part["type"] == "TextBlock":
            assert not re.search(r"[*_`\[<#]|://|\{\{", part["text"].replace(CLOCK, "")), part


def test_a_moment_in_more_than_fits_is_cut_like_any_text() -> None:
    assert faults(adaptive(Card(footer=Timed("x" * 3_000, NOON), items=(Item("✓", "CRM", Timed(WIDE, NOON)),)))) == []


def read(answer: Answer) -> list[str]:
    """Everything that a person reads, in order."""
    element: dict[str, Any] = drawn(answer, "mark").element
    return list(texts(element))
