"""A line is understood as a whole, or nothing is done about it: by every command."""

from __future__ import annotations

import pytest

from domain.card import Answer, Card, Form
from domain.chat import Place, Typed
from domain.commands import sentence
from domain.refs import CHOSEN, FOLLOWING, Names
from domain.rights import AUDIT
from domain.unread import Behind
from domain.upload import InHand
from domain.words import en as words
from handlers.command import Command
from handlers.commands import COMMANDS
from tests.stage import Scene, said

ANNA, BOB = "anna@contoso.com", "bob@contoso.com"
NAMING = {Names.REQUEST, Names.LETTER, Names.EITHER}
ODD = "qqq not zzz"
REASONS = {"hold", "pause"}  # take any text, and do what they do
LIST = InHand(f"email\n{ANNA}\n{BOB}\n".encode())
each_command = pytest.mark.parametrize("command", COMMANDS, ids=[command.name for command in COMMANDS])


def refused(command: str, typed: str, left: str) -> list[str]:
    [verb] = [one for one in COMMANDS if one.name == command]
    how = words.errors.how_typed(verb.usage, sentence(verb, words.EN))
    return [words.errors.not_understood(left), how, *(f"  | {line}" for line in typed.splitlines())]


def texts(answer: Answer) -> str:
    """All that somebody sees of it, what is filled in as well."""
    if not isinstance(answer, Form):
        return said(answer)
    return "\n".join((answer.text, said(answer), *(f"{field.value}\n{field.error}" for field in answer.fields)))


def who_may(command: Command) -> str:
    return "olga" if command.who == AUDIT else "amir"


@each_command
async def test_no_command_drops_words_in_silence(desk: Scene, command: Command) -> None:
    ref = await desk.file("ada", f"refresh crm contacts for {ANNA}")
    before = desk.kept()
    line = f"{command.name} {ref} {ODD}" if command.who.names in NAMING else f"{command.name} {ODD}"
    answer = await desk.typed(who_may(command), line)
    match command.behind:
        case Behind.REFUSED:
            assert said(answer).splitlines() == refused(command.name, line, ODD)
        case Behind.ASIDE:
            assert words.errors.left_aside(ODD) in texts(answer)
        case Behind.READ:
            asked = {words.letters.UNKNOWN, words.report.WHICH, words.away.HOW, words.export.WHOSE_EXPORT}
            told = "qqq" in texts(answer) or asked & {*said(answer).splitlines()}
            assert told or command.name in {*REASONS, "choose"}  # which takes addresses alone, of anybody's message
    assert desk.kept() == before or command.name in REASONS


@pytest.mark.parametrize("command", [one for one in COMMANDS if one.who.names in NAMING], ids=lambda one: one.name)
async def test_what_stands_before_a_request_is_dropped_by_none(desk: Scene, command: Command) -> None:
    ref = await desk.file("ada", f"refresh crm contacts for {ANNA}")
    before = desk.kept()
    line = f"{command.name} anything but {ref}"
    answer = await desk.typed("amir", line)
    if command.behind is Behind.ASIDE:
        assert words.errors.left_aside("anything but") in texts(answer)
    else:
        assert said(answer).splitlines() == refused(command.name, line, "anything but")
    assert desk.kept() == before


@each_command
async def test_a_command_that_is_struck_out_is_none(desk: Scene, command: Command) -> None:
    ref = await desk.file("ada", f"refresh crm contacts for {ANNA}")
    before = desk.kept()
    what = command.example.replace("DSR-7K3QFA", ref)
    for line in (f"~{what}~", f"~{command.name}~ {what.partition(' ')[2]}", f"~~{what}~~"):
        answer = said(await desk.typed(who_may(command), line))
        assert words.errors.STRUCK in answer or command.name == "choose"
    assert desk.kept() == before


async def test_a_hold_on_two_is_not_released_for_one(desk: Scene) -> None:
    ref = await desk.file("ada", f"refresh crm contacts for {ANNA}, {BOB}")
    await desk.typed("ada", f"hold {ref} a court case")
    for left in (f"only for {ANNA}", "? not before the judgment", f"and {ANNA}", "?"):
        line = f"release {ref}{left}" if left.startswith("?") else f"release {ref} {left}"
        assert said(await desk.typed("amir", line)).splitlines() == refused("release", line, left)
    assert words.hold.listed(2) in said(await desk.typed("amir", "holds"))
    assert said(await desk.typed("amir", f"release {ref}, please.")) == words.hold.RELEASED_NOW


async def test_the_brake_is_not_taken_off_for_one_request(desk: Scene) -> None:
    ref = await desk.file("ada", "refresh crm contacts")
    await desk.typed("ada", "pause the wrong list")
    assert said(await desk.typed("amir", f"resume {ref}")).splitlines() == refused("resume", f"resume {ref}", ref)
    assert said(await desk.typed("amir", "resume")) != said(await desk.typed("amir", "resume")), "it was on till then"


async def test_who_may_not_hears_that_first(desk: Scene) -> None:
    ref = await desk.file("ada", "refresh crm contacts")
    answer = said(await desk.typed("nils", f"cancel {ref} {ODD}"))
    assert "qqq" not in answer
    assert answer == said(await desk.typed("nils", f"cancel {ref}"))


async def test_nobodys_address_is_repeated_where_others_read_it(desk: Scene) -> None:
    ref = await desk.file("ada", "refresh crm contacts")
    place = Place(desk.terminal.surface, "general")
    for text in (
        f"cancel {ref} but not for {ANNA}",
        f"show {ref} of {ANNA}",
        f"~cancel {ref} {ANNA}~",
        f"holds {ANNA}",
    ):
        typed = Typed(account=desk.terminal.account("amir"), place=place, text=text, public=True)
        answer = await desk.bot.desk(typed)
        assert isinstance(answer, Card)
        assert ANNA not in f"{said(answer)}{answer.copy}", text
    assert (await desk.request(ref)).state == "pending_approval"


async def test_a_line_that_is_too_long_to_be_shown_whole_is_not_shown_in_part(desk: Scene) -> None:
    ref = await desk.file("ada", "refresh crm contacts")
    answer = await desk.typed("amir", f"cancel {ref} {'not yet ' * 1_000}")
    assert isinstance(answer, Card)
    assert (answer.copy, words.errors.not_understood(("not yet " * 10)[:80]) in said(answer)) == ("", True)


# ---- questions


QUESTIONS = [
    f"release {ANNA}?", "release {ref}?", "release {ref} ？", f"hold {ANNA} a court case?", "hold {ref} ??", "resume?",
    "resume ?", "cancel {ref}?", "remove-user mark.old@contoso.com?", "refresh all?", f"refresh crm web for {ANNA} ?",
    f"erase {ANNA}؟", f"erase-many {ANNA}\n{BOB}?", f"export customer {ANNA} as access?",
    "extend {ref} too much to do?",
    "identity {ref}?", "refuse {ref}?", "delegate ben@contoso.com until {today}?",
    "pause ?", "pause the import is wrong?",
    "code stop?", f"release {ANNA}? thanks",
]  # fmt: skip


@pytest.mark.parametrize("line", QUESTIONS)
async def test_a_question_is_no_order(desk: Scene, line: str) -> None:
    ref = await desk.file("ada", f"refresh crm contacts for {ANNA}")
    await desk.typed("ada", f"hold {ref} a court case")
    await desk.typed("ada", "pause the wrong list")
    line, known = line.format(ref=ref, today=desk.today), desk.kept()
    answer = await desk.typed("amir", line)
    assert isinstance(answer, Card)
    assert answer.copy == line
    assert said(answer).startswith("I did nothing, because I do not understand “")
    assert desk.kept() == known
    assert not desk.rows("SELECT 1 FROM events WHERE kind = 'subject.released'")
    assert len(desk.rows("SELECT 1 FROM events WHERE kind = 'subject.held'")) == 1
    assert desk.rows("SELECT 1 FROM brakes WHERE active = 1")


async def test_what_only_shows_something_may_be_asked(desk: Scene) -> None:
    ref = await desk.file("ada", f"refresh crm contacts for {ANNA}")
    for line in (
        "requests?",
        "requests mine?",
        f"find {ANNA}?",
        f"show {ref}?",
        f"person {ANNA}?",
        "help refresh?",
        "users?",
    ):
        assert "I did nothing" not in said(await desk.typed("amir", line)), line
    assert "I did nothing" not in said(await desk.typed("olga", f"audit who {ANNA}?"))


def test_each_command_that_changes_something_takes_no_question() -> None:
    shown = {one.name for one in COMMANDS if one.shows or one.behind is Behind.ASIDE}
    assert shown == {
        "help", "home", "choose", "sources", "users", "find", "holds", "audit", "requests", "report", "show",
        "certificate", "person", "correct",
    }  # fmt: skip


# ---- files


@each_command
async def test_a_file_is_read_or_said_to_be_unread(desk: Scene, command: Command) -> None:
    ref = await desk.file("ada", f"refresh crm contacts for {ANNA}")
    before = desk.kept()
    line = f"{command.name} {ref}" if command.who.names in NAMING else command.name
    answer = said(await desk.typed(who_may(command), line, files=(LIST,)))
    if command.upload:
        assert words.batch.looking(2, 0) in answer
    else:
        assert answer.startswith(f"{words.errors.no_file(command.name)}\n{words.errors.FILE_UNREAD}")
    assert desk.kept() == before


async def test_a_file_with_an_unknown_word_is_said_to_be_unread(desk: Scene) -> None:
    answer = said(await desk.typed("ada", "Please erase these people", files=(LIST,)))
    assert answer.splitlines()[1] == words.errors.FILE_UNREAD


@pytest.mark.parametrize("named", [ANNA, "<@ada>", "4711", f"Anna Berg <{ANNA}>", "anna (at) contoso.com"])
async def test_of_a_file_and_somebody_who_is_named_it_is_asked_who_is_meant(desk: Scene, named: str) -> None:
    assert said(await desk.typed("ada", f"erase {named}", files=(LIST,))) == words.erase.WHO_OR_FILE
    assert not desk.rows("SELECT 1 FROM lists")


async def test_with_a_file_erase_takes_the_name_of_a_column_as_erase_many_does(desk: Scene) -> None:
    table = InHand(f"mail,boss\n{ANNA},{BOB}\n".encode())
    for verb in ("erase", "erase-many"):
        assert words.batch.columns(["mail", "boss"]) in said(await desk.typed("ada", verb, files=(table,)))
        assert words.batch.looking(1, 0) in said(await desk.typed("ada", f"{verb} mail", files=(table,)))
        assert words.batch.columns(["email"]) in said(await desk.typed("ada", f"{verb} but not bob", files=(LIST,)))


# ---- what is chosen in a form


CHOSEN_WRONG = {
    "refresh": f"crm wbe for {ANNA} received 2026-11-02 ref a long reference",
    "erase": "not (nobody",
    "export": "customer of anna",
    "remove-user": "nobody at all",
    "find": f"{ANNA}; {BOB}",
    "delegate": "ben@contoso.com for two weeks",
    "person": "nobody at all",
    "report": "the last ten days",
    "requests": "yesterday",
    "help": "me out",
    "show": "DSR-NOSUCH",
    "cancel": "",
    "resume": "DSR-7K3QFA",
    "code": "stop it",
    "letter": "in no language",
}


@pytest.mark.parametrize("what", CHOSEN_WRONG)
async def test_what_was_chosen_and_not_understood_comes_back_as_it_was_typed(desk: Scene, what: str) -> None:
    following, before = CHOSEN_WRONG[what], desk.kept()
    typed = said(await desk.typed("amir", f"{what} {following}"))
    answer = await desk.act("amir", "choose", "", {CHOSEN: what, FOLLOWING: following})
    assert isinstance(answer, Form), typed
    chosen, text = answer.fields
    assert (answer.verb, chosen.value, text.value) == ("choose", what, following)
    assert text.error
    assert text.error.split(".")[0] in typed
    assert desk.kept() == before


async def test_sources_of_the_same_name_are_named_where_the_form_comes_back(desk: Scene) -> None:
    typed = await desk.typed("ada", "refresh newsletter")
    answer = await desk.act("ada", "choose", "", {CHOSEN: "refresh", FOLLOWING: "newsletter"})
    assert isinstance(typed, Card)
    assert isinstance(answer, Form)
    assert all(item.text in answer.fields[1].error and item.note in answer.fields[1].error for item in typed.items)


async def test_what_is_typed_outside_of_a_form_is_answered_by_a_card(desk: Scene) -> None:
    for what, following in CHOSEN_WRONG.items():
        assert type(await desk.typed("amir", f"{what} {following}")) is Card
