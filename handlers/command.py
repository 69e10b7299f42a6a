"""A command as one record: what it is called, who may, and what happens when it is typed, pressed or filled in.

Its record stands at the end of its module, and one line of `handlers.commands` puts it into service. Nobody may what
is stated nowhere; a record that does not say who may cannot be made.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain

from domain.card import Answer
from domain.commands import Verb
from domain.refs import Names
from domain.request import Kind
from domain.rights import Called, Stated, Way
from domain.words.language import Words
from handlers.deps import Act, Deps

Handler = Callable[[Deps, Act], Awaitable[Answer]]


@dataclass(frozen=True, kw_only=True)
class Served(Stated):
    """An act, who may, and the handler that does it.

    `sent`: of a button, what the form of the same name does, for the same people. `seeks`: of a form, what looks up
    what is typed in a field of it. `opener`: of a command, the button that opens its form. A button that is called
    nothing is called as its command is.
    """

    do: Handler
    sent: Handler | None = None
    seeks: Handler | None = None
    opener: str = ""


Acts = Mapping[Way, Mapping[str, Served]]
Buttons = Mapping[str, Served]


@dataclass(frozen=True, kw_only=True)
class Command(Verb):
    """`form`: opens the form that is offered in the place of people's addresses typed in public, by a button of its own
    (`opener`). `submitted`: what the form of the command's name does; `seeks`: what looks up what is typed in it.
    `files`: the kinds of requests that it files; one of them may be corrected to another.
    """

    typed: Handler
    files: frozenset[Kind]
    form: Handler | None = None
    submitted: Handler | None = None
    seeks: Handler | None = None
    buttons: Buttons = field(default_factory=dict)
    called: Called | None = None  # to those who may not; its name, if nothing is said

    @property
    def opener(self) -> str:
        """The button that opens its form."""
        return f"{self.name}-form" if self.form else ""


def served(commands: Iterable[Command], on_cards: Iterable[Buttons]) -> Acts:
    """Every act of these commands, and of the buttons that belong to none.

    Raises:
        ValueError: two of them have the same act.
    """
    acts: dict[Way, dict[str, Served]] = {way: {} for way in Way}
    for way, name, act in chain(*map(_of_command, commands), *(_of_buttons(some, _this) for some in on_cards)):
        if acts[way].setdefault(name, act) is not act:
            raise ValueError(f"the {way} {name} is stated twice")
    return acts


def _this(words: Words) -> str:
    return words.rights.THIS


def _of_command(command: Command) -> Iterator[tuple[Way, str, Served]]:
    called = command.called or (lambda words: words.rights.command(command.name))
    typed = Served(command.who, called, do=command.typed, opener=command.opener)
    yield Way.COMMAND, command.name, typed
    if command.form:
        yield Way.BUTTON, command.opener, replace(typed, do=command.form)
    if command.submitted:
        who = replace(command.who, names=Names.ANEW, kinds=command.files) if command.files else command.who
        yield Way.FORM, command.name, replace(typed, who=who, do=command.submitted, seeks=command.seeks)
    yield from _of_buttons(command.buttons, called)


def _of_buttons(buttons: Buttons, called: Called) -> Iterator[tuple[Way, str, Served]]:
    for name, button in buttons.items():
        pressed = replace(button, called=button.called or called)
        yield Way.BUTTON, name, pressed
        if button.sent:
            yield Way.FORM, name, replace(pressed, do=button.sent)
