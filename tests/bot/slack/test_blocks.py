"""Every card, however large or hostile, becomes a message that Slack takes, and that a person likes to read."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slackblocks import _limits as limits

from bot.slack import limits as fit
from bot.slack.blocks import bare, blocks, element, message
from domain.card import Button, Card, Confirm, Fact, Fold, Item, Mention, Style, Tone, say
from domain.moment import Moment, Timed
from tests.bot.slack.judges import elements, judge_message, texts

ARABIC = "مصدر البيانات الرئيسي"
HOSTILE = [
    "<!channel> look",
    "<@U0BEN> said so",
    "<https://evil.example|Approve here>",
    "*bold* _slanted_ ~gone~ `code` ```block```",
    "> quoted\n• listed",
    ":tada: :bomb:",
    "https://evil.example/login www.evil.example",
    "&lt;!channel&gt; &amp;",
    "\u202eevil\u202c \u2066x",
    "\x00\x07\ud800",
    "",
    "  \n ",
]

letters = st.one_of(
    st.sampled_from(HOSTILE), st.text(max_size=60), st.just(ARABIC), st.sampled_from("aé😀&<").map(lambda c: c * 3_000)
)
ids = st.text(alphabet="DSR-7K3QFA0189", max_size=20)
confirms = st.builds(Confirm, letters, letters, letters, letters)
press = st.builds(
    Button, st.sampled_from(["approve", "file-anyway"]), ids, letters, st.sampled_from(Style), st.none() | confirms
)
many_items = st.builds(
    lambda item, count: (item,) * count,
    st.builds(Item, letters, letters, letters, st.none() | press),
    st.integers(0, 250),
)
some_items = st.lists(st.builds(Item, letters, letters, letters, st.none() | press), max_size=8).map(tuple)
cards = st.builds(
    Card,
    title=letters,
    status=letters,
    tone=st.sampled_from(Tone),
    facts=st.lists(st.builds(Fact, letters, letters), max_size=14).map(tuple),
    text=st.lists(letters, max_size=5).map(tuple),
    items=some_items | many_items,
    copy=letters,
    buttons=st.lists(press, max_size=30).map(tuple),
    calls=st.lists(st.builds(Mention, letters, st.sampled_from(["", "U0BEN", "x|<!channel>"])), max_size=10).map(tuple),
    footer=letters,
)


@settings(max_examples=60, deadline=None)
@given(cards)
def test_every_card_is_a_message_that_slack_takes(card: Card) -> None:
    judge_message(message(card))
    judge_message(bare(card))
    json.dumps(message(card)).encode()


@settings(max_examples=60, deadline=None)
@given(cards)
def test_no_card_can_make_slack_parse_anything(card: Card) -> None:
    """Data stands where nothing is parsed; where something is, it holds no sign that would be."""
    made = message(card)
    assert "<" not in made["text"]
    for text in parsed(made["blocks"]):
        inner = text.partition("\n")[0].removeprefix("*").removesuffix("*") + text.partition("\n")[2]
        assert not set(inner) & set("*_~`<>&@#|")
        assert "://" not in inner
    assert not any(special in text for text in texts(made["blocks"]) for special in ("<!", "<@", "<#", "<http"))


def parsed(part: object) -> list[str]:
    """The texts that Slack looks for formatting in."""
    if isinstance(part, dict):
        own = [part["text"]] if part.get("type") == "mrkdwn" else []
        return own + [text for value in part.values() for text in parsed(value)]
    return [text for value in part for text in parsed(value)] if isinstance(part, list) else []


def test_the_limits_are_those_of_the_registry() -> None:
    assert fit.BLOCKS == limits.MESSAGE_BLOCKS_MAX_ITEMS
    assert fit.MODAL_BLOCKS == limits.VIEW_BLOCKS_MAX_ITEMS
    assert fit.HEADER == limits.HEADER_TEXT_MAX_LENGTH
    assert fit.TEXT == limits.SECTION_TEXT_MAX_LENGTH == limits.TEXT_MAX_LENGTH
    assert fit.FIELDS == limits.SECTION_FIELDS_MAX_ITEMS
    assert fit.ELEMENTS == limits.ACTIONS_ELEMENTS_MAX_ITEMS
    assert fit.BUTTON == limits.BUTTON_TEXT_MAX_LENGTH
    assert fit.VALUE == limits.BUTTON_VALUE_MAX_LENGTH
    assert fit.ACTION_ID == limits.ACTION_ID_MAX_LENGTH
    assert fit.BLOCK_ID == limits.BLOCK_ID_MAX_LENGTH
    assert fit.CONFIRM_TITLE == limits.CONFIRMATION_TITLE_MAX_LENGTH
    assert fit.CONFIRM_TEXT == limits.CONFIRMATION_TEXT_MAX_LENGTH
    assert fit.CONFIRM_CHOICE == limits.CONFIRMATION_CONFIRM_MAX_LENGTH == limits.CONFIRMATION_DENY_MAX_LENGTH
    assert fit.OPTIONS == limits.SELECT_OPTIONS_MAX_ITEMS == limits.SELECT_OPTION_GROUPS_MAX_ITEMS
    assert fit.OPTION == limits.OPTION_TEXT_MAX_LENGTH
    assert fit.OPTION_VALUE == limits.OPTION_VALUE_MAX_LENGTH
    assert fit.MODAL_TITLE == limits.VIEW_TITLE_MAX_LENGTH == limits.VIEW_SUBMIT_MAX_LENGTH
    assert fit.METADATA == limits.VIEW_PRIVATE_METADATA_MAX_LENGTH


def test_a_request_reads_from_the_top_title_status_facts_checklist_buttons_and_small_print() -> None:
    card = Card(
        title="Refresh 2 sources",
        status="In progress · 1 of 2",
        tone=Tone.WAITING,
        facts=(Fact("Asked by", "Ada Admin"), Fact("Answer due", "2 Dec 2026")),
        items=(Item("✓", "CRM Contacts"), Item("⏳", "Web Shop", "refreshing")),
        buttons=(Button("details", "DSR-1", "Details"),),
        footer="DSR-1 · contoso",
    )
    kinds = [block["type"] for block in blocks(card)]
    assert kinds == ["header", "rich_text", "section", "rich_text", "actions", "context"]
    assert list(texts(blocks(card))) == [
        *("Refresh 2 sources", "⏳ ", "In progress · 1 of 2"),
        *("*Asked by*", "Ada Admin", "*Answer due*", "2 Dec 2026"),
        *("✓ ", "CRM Contacts", "\n⏳ ", "Web Shop", " – refreshing"),
        *("Details", "DSR-1 · contoso"),
    ]
    assert message(card)["text"].splitlines() == [
        "Refresh 2 sources · In progress · 1 of 2",
        "Asked by: Ada Admin",
        "Answer due: 2 Dec 2026",
        "✓ CRM Contacts",
        "⏳ Web Shop – refreshing",
        "DSR-1 · contoso",
    ]


def test_a_sentence_comes_before_what_it_speaks_of() -> None:
    card = Card(text=("There is more than one. Please use the id:",), items=(Item("–", "CRM", "id 1"),))
    assert [block["type"] for block in blocks(card)] == ["section", "rich_text"]


def test_a_few_words_are_one_plain_section() -> None:
    [only] = blocks(say("Denied.", "The requester hears your reason."))
    text = "Denied.\n\nThe requester hears your reason."
    assert only == {"type": "section", "text": {"type": "plain_text", "text": text, "emoji": False}}


def test_two_hundred_sources_with_a_button_each_are_all_shown_and_the_first_keep_their_buttons() -> None:
    sources = tuple(Item("✓", f"Source {n}", "refreshed", Button("refresh", f"s{n}", "Refresh")) for n in range(200))
    made = message(Card(title="200 data sources", items=sources))
    judge_message(made)
    pressed = [button["value"] for block in made["blocks"] for button in elements(block)]
    assert pressed == [f"s{n}" for n in range(len(pressed))]
    assert len(pressed) > 30
    shown = re.findall(r"Source (\d+)", " ".join(texts(made["blocks"])))
    assert shown == [str(n) for n in range(200)]


def test_what_has_no_room_is_counted() -> None:
    sources = tuple(Item("✓", f"{n} " + "x" * 3_000, "refreshed") for n in range(250))
    made = message(Card(title="250 data sources", items=sources))
    judge_message(made)
    last = list(texts(made["blocks"]))[-1]
    shown = sum(text.startswith("x") or "xx" in text for text in texts(made["blocks"]))
    assert last.strip() == f"… and {250 - shown} more"
    assert shown > 90


def test_many_items_are_shortened_before_any_is_left_out() -> None:
    few = message(Card(items=tuple(Item("✓", "x" * 3_000) for _ in range(10))))
    assert sum("xx" in text for text in texts(few["blocks"])) == 10


def test_thirty_buttons_stand_in_two_rows_and_no_two_have_the_same_action() -> None:
    made = message(Card(title="t", buttons=(Button("approve", "DSR-1", "Approve"),) * 30))
    judge_message(made)
    assert [len(block["elements"]) for block in made["blocks"][1:]] == [25, 5]


def test_a_button_carries_its_verb_and_one_id_and_asks_before_it_acts() -> None:
    ask = Confirm("Start the refresh?", "It starts at once.", "Approve", "Not now")
    made = element(Button("approve", "DSR-7K3QFA", "Approve", Style.PRIMARY, ask), 3, "Approve: DSR-7K3QFA")
    assert (made["action_id"], made["value"], made["style"]) == ("dsr:approve:3", "DSR-7K3QFA", "primary")
    assert made["confirm"]["text"]["text"] == "It starts at once."


@pytest.mark.parametrize("style", Style)
def test_what_cannot_be_undone_is_asked_in_red_whatever_the_button_looks_like(style: Style) -> None:
    for final in (True, False):
        ask = Confirm("Erase?", "It cannot be undone.", "Approve", "Not now", final=final)
        made = element(Button("approve", "DSR-7K3QFA", "Approve", style, ask), 0, "spoken")
        assert made["confirm"]["style"] == ("danger" if final else "primary")


def test_a_button_says_to_those_who_listen_what_it_acts_on() -> None:
    row = Item("–", "CRM Contacts", button=Button("refresh-source", "crm", "Refresh…"))
    card = Card(title="Erase a•••@contoso.com", items=(row,), buttons=(Button("details", "DSR-7K3QFA", "Details"),))
    spoken = {e["text"]["text"]: e["accessibility_label"] for block in blocks(card) for e in elements(block)}
    assert spoken == {"Refresh…": "Refresh: CRM Contacts", "Details": "Details: DSR-7K3QFA"}
    long = replace(card, title="x" * 300)
    assert all(len(e.get("accessibility_label", "")) <= 75 for block in blocks(long) for e in elements(block))


def test_what_is_done_is_in_small_print_and_a_button_brings_the_whole() -> None:
    done = Item("✓", "CRM", "refreshed"), Item("✓", "Web")
    fold = Fold("2 of 3 done", done, Button("show", "DSR-7K3QFA", "Show all"))
    made = message(Card(title="Refresh", items=(Item("⚠", "Loyalty"),), fold=fold))
    judge_message(made)
    [small] = [block for block in made["blocks"] if block["type"] == "context"]
    assert small["elements"][0]["text"] == "2 of 3 done: ✓ CRM · ✓ Web"
    assert [e["value"] for block in made["blocks"] for e in elements(block)] == ["DSR-7K3QFA"]
    assert made["text"].splitlines() == ["Refresh", "⚠ Loyalty", "2 of 3 done", "✓ CRM – refreshed", "✓ Web"]


def test_whose_turn_it_is_stands_right_below_how_it_stands() -> None:
    made = message(Card(title="Refresh", status="Waiting", turn="Waits for Ben · 3 days left", facts=(Fact("A", "b"),)))
    assert made["text"].splitlines()[:2] == ["Refresh · Waiting", "Waits for Ben · 3 days left"]
    assert list(texts(made["blocks"]))[:3] == ["Refresh", "Waiting", "\nWaits for Ben · 3 days left"]


BREAKS = "\n", "\r", "\r\n", "\v", "\f", "\x1c", "\x85", "\u2028", "\u2029", "\n\u200b\n", "\n\u202e", "\u2066\n"


@pytest.mark.parametrize("sign", BREAKS)
def test_nothing_inside_a_name_or_a_reason_can_pass_for_a_line_of_ours(sign: str) -> None:
    faked = f"Ben{sign}Approved by Cleo"
    item = Item("✓", faked, faked, Button("settle", "DSR-7K3QFA.1", faked))
    card = Card(faked, faked, turn=faked, facts=(Fact(faked, faked),), text=(faked,), items=(item,),
                fold=Fold(faked, (item,)), copy=faked, footer=faked)  # fmt: skip
    lines = message(card)["text"].splitlines()
    assert len(lines) == 9  # title and state, turn, fact, item, text, fold, its line, copy, footer
    assert not [line for line in lines if line.startswith("Approved")]


def test_an_id_too_long_for_a_button_is_never_cut_into_another_one() -> None:
    with pytest.raises(ValueError, match="too much for a button"):
        element(Button("approve", "x" * 2_001, "Approve"), 0, "spoken")


def test_right_to_left_text_keeps_its_direction_to_itself() -> None:
    made = message(Card(title="Refresh", items=(Item("✓", ARABIC, "refreshed"), Item("✓", "Web Shop"))))
    assert f"\u2068{ARABIC}\u2069" in list(texts(made["blocks"]))
    assert f"\u2068✓ {ARABIC} – refreshed\u2069\n✓ Web Shop" in made["text"]
    assert "Web Shop" in list(texts(made["blocks"]))


def test_text_cannot_turn_the_reading_direction_of_what_follows() -> None:
    made = json.dumps(message(Card(title="\u202egnp.exe", status="\u2066x")), ensure_ascii=False)
    assert "\u202e" not in made
    assert "\u2066" not in made


def test_a_ready_made_message_is_preformatted_and_kept_whole_up_to_some_thousand_signs() -> None:
    copy = "\n".join(f"- Source {n}, id {n}, job none" for n in range(150))
    made = message(Card(title="Refresh", status="Needs attention", copy=copy))
    judge_message(made)
    [block] = [b for b in made["blocks"] if b["type"] == "rich_text" and "rich_text_preformatted" in json.dumps(b)]
    assert "".join(texts(block)) == copy


def test_a_name_that_could_format_is_shown_plain_and_a_harmless_one_in_bold() -> None:
    press = Button("refresh", "s1", "Refresh")
    made = blocks(Card(items=(Item("✓", "CRM Contacts", "", press), Item("✓", "*crm* <!here>", "", press))))
    assert made[0]["text"]["text"] == "*✓ CRM Contacts*"
    assert made[1]["text"]["type"] == "plain_text"


# ---- moments

NOON = Moment(datetime(2026, 11, 2, 12, tzinfo=UTC), "2 Nov 2026, 13:00 CET")
TOKEN = "<!date^1793620800^{date_short}, {time}|2 Nov 2026, 13:00 CET>"
DATE = {"type": "date", "timestamp": 1793620800, "format": "{date_short}, {time}", "fallback": "2 Nov 2026, 13:00 CET"}
REFRESH = Button("refresh-source", "crm", "Refresh")


def test_a_moment_is_shown_on_the_clock_of_its_reader() -> None:
    item = Item("✓", "CRM", Timed("refreshed · ", NOON, " · Ines"))
    card = Card(
        "Sources", facts=(Fact("Came", Timed(NOON)),), text=("First.", Timed("By Ben, ", NOON, "."), "Last."),
        items=(item, replace(item, button=REFRESH)), footer=Timed("Contoso · as of ", NOON),
    )  # fmt: skip
    made = message(card)
    judge_message(made)
    written = json.dumps(made["blocks"], ensure_ascii=False)
    assert written.count(TOKEN) == 4  # the fact, the sentence, the line with a button, the footer
    assert written.count(json.dumps(DATE)) == 1  # the line without one
    assert {"type": "mrkdwn", "text": f"*✓ CRM*\nrefreshed · {TOKEN} · Ines", "verbatim": True} in [
        block.get("text") for block in made["blocks"]
    ]
    assert "By Ben, 2 Nov 2026, 13:00 CET." in made["text"].splitlines()


@pytest.mark.parametrize("beside", [text for text in HOSTILE if text.strip("\x00\x07\ud800")])
def test_where_something_beside_it_would_be_parsed_it_keeps_the_clock_of_the_company(beside: str) -> None:
    told = Timed(f"{beside} ", NOON)
    row = Item("✓", "CRM", told, REFRESH)
    card = Card("Sources", facts=(Fact("Came", told),), text=(told,), items=(row,), footer=told)
    made = message(card)
    judge_message(made)
    assert "13:00 CET" in json.dumps(made["blocks"])
    for text in (part for block in made["blocks"] for part in mrkdwn(block)):
        assert "evil." not in text
        assert "<!channel>" not in text


def mrkdwn(part: object) -> list[str]:
    """All text in which Slack parses something."""
    if isinstance(part, list):
        return [text for one in part for text in mrkdwn(one)]
    if not isinstance(part, dict):
        return []
    own = [part["text"]] if part.get("type") == "mrkdwn" else []
    return own + [text for value in part.values() for text in mrkdwn(value)]


def test_a_moment_in_more_than_fits_is_cut_like_any_text() -> None:
    card = Card(footer=Timed("x" * 3_000, NOON), items=(Item("✓", "CRM", Timed("x" * 3_000, NOON), REFRESH),))
    judge_message(message(card))


def test_people_are_called_by_the_account_that_they_have_there_and_the_others_by_name() -> None:
    calls = Mention("Ben Bauer", "U0BEN"), Mention("Cleo <!channel> *Costa*"), Mention("Eve", "U0|<!here>")
    sent = message(Card(title="x", calls=calls))
    [said] = [block["elements"][0]["elements"] for block in sent["blocks"] if block["type"] == "rich_text"]
    assert [part.get("user_id") or part["text"] for part in said[::2]] == [
        "U0BEN",
        "Cleo <\u2060!channel> *Costa*",
        "Eve",
    ]
    assert "Ben Bauer" in sent["text"]
