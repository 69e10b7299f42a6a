"""Every command, from its record: it can be told of and typed, and says who may. What is stated nowhere is nobody's."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from itertools import product
from pkgutil import iter_modules
from types import SimpleNamespace
from typing import Any

import pytest

import domain.words
from domain.card import Button, Card
from domain.chat import Account, Clicked, Place, Submitted, Typed
from domain.commands import Commands, sentence
from domain.drawing.request import draw
from domain.erasure.plan import HumanTask
from domain.people import Capacity, Known, Person, Role
from domain.refresh.typed import is_address, read_refresh
from domain.refs import Names, request_in
from domain.request import Kind, State
from domain.rights import AUDIT, EVERYONE, FILING, NOBODY, Way
from domain.unread import Behind
from domain.words import en as words
from domain.words.en import EN
from domain.words.language import Words
from handlers.command import Command, Served, served
from handlers.commands import ACTS, COMMANDS, KNOWN, ON_CARDS
from handlers.desk import Desk
from handlers.reading import act_of
from tests.domain.things import TENANT_ADMIN, VIEWS, a_line, a_request, a_source, a_story
from tests.stage import Scene, said

each_command = pytest.mark.parametrize("command", COMMANDS, ids=[command.name for command in COMMANDS])
NAMING = {Names.REQUEST, Names.LETTER, Names.EITHER}
NOT_UNDERSTOOD = (
    words.requests.NOTHING_FILED,
    words.errors.CANNOT_NOW,
    words.errors.STALE_BUTTON,
    "I do not know",
    "takes the role",
)


@each_command
def test_usage_and_example_begin_with_the_command_itself(command: Command) -> None:
    assert command.usage.split()[0] == command.example.split()[0] == command.name


@each_command
def test_what_a_command_does_is_one_sentence(command: Command) -> None:
    assert command.sentence[0].isupper()
    assert command.sentence.endswith(".")
    assert command.sentence.count(".") == 1


def amiss(words: Words) -> set[str]:
    """The commands of which this language says nothing, and what it says of none. English says it in the records."""
    names = {command.name for command in COMMANDS}
    return words.commands.SENTENCES.keys() ^ (set() if words is EN else names)


def test_every_language_says_what_each_command_does() -> None:
    packages = [
        import_module(f"domain.words.{found.name}") for found in iter_modules(domain.words.__path__) if found.ispkg
    ]
    spoken = [value for package in packages for value in vars(package).values() if isinstance(value, Words)]
    assert EN in spoken
    assert [(words.tag, amiss(words)) for words in spoken if amiss(words)] == []


def test_a_command_without_a_sentence_and_a_sentence_without_a_command_are_found() -> None:
    said = {command.name: "Satz." for command in COMMANDS if command.name != "help"}
    words = replace(EN, tag="de", commands=SimpleNamespace(SENTENCES=said | {"hilfe": "Satz."}))
    assert amiss(words) == {"help", "hilfe"}
    assert {sentence(command, words) for command in COMMANDS if command.name != "help"} == {"Satz."}
    [left] = [command for command in COMMANDS if command.name == "help"]
    assert sentence(left, words) == left.sentence, "better than nothing"
    assert amiss(EN) == set()


@each_command
def test_who_may_is_stated_of_all_that_a_command_does(command: Command) -> None:
    mine = [ACTS[Way.COMMAND][command.name], *(ACTS[Way.BUTTON][name] for name in command.buttons)]
    mine += [ACTS[Way.FORM][command.name]] if command.submitted else []
    assert all(act.who != NOBODY and act.called for act in mine)
    if command.form:
        assert command.submitted, "what opens must be heard when it comes back"
    assert all(command.who == FILING[kind] for kind in command.files)


def test_every_kind_of_request_is_filed_by_a_command() -> None:
    assert {kind for command in COMMANDS for kind in command.files} == {*Kind}


@each_command
async def test_its_own_example_is_understood(desk: Scene, command: Command) -> None:
    ref = await desk.file("ada", "refresh crm contacts for bela@contoso.com")
    account, place = Account("chat", "t", "ada"), Place("chat", "@ada")
    example = Typed(account=account, place=place, text=command.example.replace("DSR-7K3QFA", ref))
    known = Known(Person("ada", "Ada"), (Capacity(roles=frozenset(Role)),))
    act = act_of(example, known, KNOWN, EN)
    assert act.asked.verb == command.name
    assert act.request_id == (ref if ref in example.text and command.who.names in NAMING else "")
    answer = await desk.typed("olga" if command.who == AUDIT else "amir", example.text)
    refused = (*NOT_UNDERSTOOD, words.errors.which_request(command.name))
    assert not [no for no in refused if no in said(answer)], said(answer)


def test_the_example_of_refresh_can_be_read_in_full() -> None:
    [example] = [command.example for command in COMMANDS if command.name == "refresh"]
    order = read_refresh(example.removeprefix("refresh "), [a_source("CRM Contacts")])
    assert not order.problems
    assert len(order.sources) == 1
    assert all(map(is_address, order.subjects))
    assert (str(order.received), order.reference) == ("2026-11-02", "CASE-77")


# ---- what is not stated


async def nothing(deps: object, act: object) -> Card:
    return Card(text=("Done.",))


PARTS: dict[str, Any] = {
    "name": "new",
    "usage": "new",
    "sentence": "New.",
    "example": "new",
    "typed": nothing,
    "files": frozenset(),
    "behind": Behind.READ,
}


def test_a_record_that_does_not_say_who_may_cannot_be_made() -> None:
    assert Command(**PARTS, who=EVERYONE)
    with pytest.raises(TypeError, match="who"):
        Command(**PARTS)
    with pytest.raises(TypeError, match="who"):
        Served(do=nothing)  # type: ignore[call-arg]


@pytest.mark.parametrize("missing", PARTS)
def test_a_record_without_one_of_its_parts_cannot_be_made(missing: str) -> None:
    with pytest.raises(TypeError, match=missing):
        Command(**{name: part for name, part in PARTS.items() if name != missing}, who=EVERYONE)


@pytest.mark.parametrize("buttons", ["approve", "details", "refresh-form"])
def test_a_button_belongs_to_one_record(buttons: str) -> None:
    new = Command(**PARTS, who=EVERYONE, buttons={buttons: Served(EVERYONE, do=nothing)})
    with pytest.raises(ValueError, match="stated twice"):
        served((*COMMANDS, new), ON_CARDS)


async def test_an_act_that_is_served_but_stated_nowhere_is_nobodys(desk: Scene) -> None:
    """Whoever has every role is refused a button that no record lists, though there is somebody who would do it."""
    ref = await desk.file("ada", "refresh crm contacts")
    buttons = {name: act for name, act in ACTS[Way.BUTTON].items() if name != "cancel"}
    forms = {name: act for name, act in ACTS[Way.FORM].items() if name != "hold"}
    known = Commands(KNOWN.verbs[1:], {Way.COMMAND: {}, Way.BUTTON: buttons, Way.FORM: forms})
    strict, before = Desk(replace(desk.bot.deps, commands=known), ACTS), desk.kept()
    who: dict[str, Any] = {
        "account": desk.terminal.account("amir"),
        "place": Place(desk.terminal.surface, "@amir", private=True),
    }
    for act in (
        Clicked(**who, verb="cancel", ref=ref),
        Submitted(**who, verb="hold", ref=ref, values={"reason": ("a court case",)}),
        Typed(**who, text="help"),
    ):
        assert said(await strict(act)) == words.errors.STALE_BUTTON
    assert desk.kept() == before


CALLED = {
    "Deciding": {(Way.BUTTON, "approve"), (Way.BUTTON, "deny"), (Way.FORM, "deny")},
    "Looking at a request": {(Way.COMMAND, "show"), (Way.BUTTON, "show"), (Way.BUTTON, "details")},
    f"“{words.buttons.RETRY}”": {(Way.BUTTON, "retry")},
    "“refresh”": {(Way.BUTTON, "refresh-form"), (Way.BUTTON, "refresh-source"), (Way.FORM, "refresh")},
    words.rights.THIS: {
        (Way.BUTTON, "file-anyway"),
        (Way.BUTTON, "settle"),
        (Way.FORM, "settle"),
        (Way.BUTTON, "ticket"),
    },
}


@pytest.mark.parametrize("called", CALLED)
def test_what_somebody_may_not_is_called_as_people_know_it(called: str) -> None:
    stated = [KNOWN.stated(way, verb).called for way, verb in CALLED[called]]
    assert {say(EN) for say in stated if say} == {called}
    assert all(stated)


async def test_a_button_that_is_typed_is_said_to_be_one(desk: Scene) -> None:
    known = {"approve", "deny", "retry", "details"}
    for name in ACTS[Way.BUTTON].keys() - ACTS[Way.COMMAND].keys():
        told = said(await desk.typed("ada", name)) == words.errors.button_not_command(name)
        assert told is (name in known), name


def test_the_form_of_what_is_filed_names_the_request_that_it_takes_the_place_of() -> None:
    for command in COMMANDS:
        if command.files:
            who = ACTS[Way.FORM][command.name].who
            assert (who.names, who.kinds, who.roles) == (Names.ANEW, command.files, command.who.roles)


@pytest.mark.parametrize("text", ["DSR-7K3QFA", "DSR-7K3QFA.3", "DSR-7K3QFA.answer/7", "correct:DSR-7K3QFA"])
def test_the_request_on_a_button_is_told_by_its_number(text: str) -> None:
    assert request_in(text) == "DSR-7K3QFA"


@pytest.mark.parametrize("text", ["", "12", "open after DSR-7K3QFA", "anna@contoso.com", "DSR-7K3QFA "])
def test_what_names_no_request_is_told_by_none(text: str) -> None:
    assert request_in(text) == ""


# ---- what cards draw


def drawn() -> set[str]:
    """The buttons of every card of a request, with every part of a plan that waits for somebody."""
    plan = [a_line(name=human, human=human, ref=f"DSR-7K3QFA.{n}") for n, human in enumerate(HumanTask)]
    plan += [a_line(name="second", human=HumanTask.DECIDE, ref="DSR-7K3QFA.98")]
    found: set[str] = set()
    for state, viewer, kind in product(State, (*VIEWS, TENANT_ADMIN), Kind):
        for lines in ((), plan):
            found |= shown(draw(a_story(a_request(state, kind), *lines), viewer))
    return found


def test_every_button_of_every_card_is_known() -> None:
    assert {"approve", "settle", "decide-all", "details"} < drawn() <= ACTS[Way.BUTTON].keys()


def shown(answer: object) -> set[str]:
    assert isinstance(answer, Card), answer
    lined = (item.button for item in answer.all_items)
    return {button.verb for button in (*answer.buttons, *lined) if isinstance(button, Button)}


async def test_every_button_of_an_answer_is_known(desk: Scene) -> None:
    """Of those that stand on no card of a request."""
    ref = await desk.file("ada", "refresh crm contacts for anna@contoso.com")
    found = shown(await desk.typed("ada", "sources")) | shown(await desk.typed("ada", "requests"))
    found |= shown(await desk.typed("ada", "refresh crm contacts for anna@contoso.com"))  # there is one already
    found |= shown(await desk.act("ada", "refuse", ref, ground="legal claims", complaint="there", remedy="a court"))
    place = Place(desk.terminal.surface, "town-square")
    for command in COMMANDS:
        text = f"{command.name} anna@contoso.com"
        typed = Typed(account=desk.terminal.account("amir"), place=place, text=text, public=True)
        if command.form:
            found |= shown(await desk.bot.desk(typed))
    assert {"refresh-source", "show", "file-anyway", "find-form", "person-form"} <= found <= ACTS[Way.BUTTON].keys()


def test_every_button_on_a_card_of_a_request_is_said_to_stand_there() -> None:
    assert all(ACTS[Way.BUTTON][verb].on_card for verb in drawn() - {"not-it"})


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("refesh", "refresh"),
        ("REFRESHH", "refresh"),
        ("removeuser", "remove-user"),
        ("remove_user", "remove-user"),
        ("user", "users"),
        ("request", "requests"),
        ("cancle", "cancel"),
        ("source", "sources"),
        ("hlep", "help"),
    ],
)
def test_a_slip_of_the_finger_suggests_the_command_that_was_meant(typed: str, meant: str) -> None:
    assert KNOWN.nearest(typed) == meant


@pytest.mark.parametrize("typed", ["", "xyzzy", "42", "مرحبا", "x" * 10_000])
def test_what_resembles_no_command_suggests_none(typed: str) -> None:
    assert KNOWN.nearest(typed) is None
