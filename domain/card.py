"""What a person sees, as values. A door only translates them; nothing here knows Slack, Teams or HTML.

All text is plain text: a door escapes it. On a card each is of one line, so that nothing that others wrote, a name, a
reason or a reference, can pass for a line of ours wherever it is shown; only `copy` has lines of its own. A button
carries a verb and one opaque id of ours, never more.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from enum import StrEnum

from domain.plain import one_line


class Tone(StrEnum):
    """How a card feels at a glance."""

    NEUTRAL = "neutral"
    WAITING = "waiting"
    GOOD = "good"
    BAD = "bad"


class Style(StrEnum):
    PLAIN = "plain"
    PRIMARY = "primary"
    DANGER = "danger"


@dataclass(frozen=True)
class Confirm:
    """The dialog before something that matters. `final`: it cannot be undone, so nothing may press *yes* by habit."""

    title: str
    text: str
    yes: str
    no: str
    final: bool = True


@dataclass(frozen=True)
class Button:
    verb: str
    ref: str
    label: str
    style: Style = Style.PLAIN
    confirm: Confirm | None = None
    about: str = ""  # what it opens or acts on, where neither its ref nor what stands beside it says so


def _on_one_line(value: object, *names: str) -> None:
    for name in names:
        object.__setattr__(value, name, one_line(getattr(value, name)))


@dataclass(frozen=True)
class Fact:
    label: str
    value: str

    def __post_init__(self) -> None:
        _on_one_line(self, "label", "value")


@dataclass(frozen=True)
class Item:
    """One line of a checklist: a sign (✓ ⏳ ⚠ –), what it is about, a short note and perhaps its own button."""

    sign: str
    text: str
    note: str = ""
    button: Button | None = None

    def __post_init__(self) -> None:
        _on_one_line(self, "text", "note")


@dataclass(frozen=True)
class Mention:
    """Somebody whom a message calls. `account`: theirs where it is posted, as its platform names it; empty: they have
    none there, and only their name can stand."""

    name: str
    account: str = ""

    def __post_init__(self) -> None:
        _on_one_line(self, "name")


@dataclass(frozen=True)
class Fold:
    """Lines that need nobody any more, out of the way of those that do. Where nothing can be unfolded in its place,
    `show` brings the whole."""

    label: str
    items: tuple[Item, ...]
    show: Button | None = None


@dataclass(frozen=True)
class Card:
    """Read from the top: what it is about, how it stands, whose `turn` it is, what is open, what is done.

    `text` are paragraphs; `copy` is text meant to be copied whole, such as a ready-made message. `ref` is the number of
    the request that it is about, for notifications and for those who hear it; who sees it reads that in the `footer`.
    `calls`: people whom the platform tells of it. `lang`: its language, for what a door says itself beside it.
    """

    title: str = ""
    status: str = ""
    tone: Tone = Tone.NEUTRAL
    turn: str = ""
    facts: tuple[Fact, ...] = ()
    text: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    fold: Fold | None = None
    copy: str = ""
    buttons: tuple[Button, ...] = ()
    footer: str = ""
    ref: str = ""
    calls: tuple[Mention, ...] = ()
    lang: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        _on_one_line(self, "title", "status", "turn", "footer")
        object.__setattr__(self, "text", tuple(map(one_line, self.text)))

    @property
    def all_items(self) -> tuple[Item, ...]:
        """What is open, then what is done."""
        return (*self.items, *(self.fold.items if self.fold else ()))


def unfolded(card: Card) -> Card:
    """The whole of it, for who asked to see it."""
    return replace(card, items=card.all_items, fold=None)


class Input(StrEnum):
    LINE = "line"
    PARAGRAPH = "paragraph"
    DATE = "date"
    ONE_OF = "one_of"
    SOME_OF = "some_of"
    FILE = "file"  # its value stays empty: what is in it comes besides


@dataclass(frozen=True)
class Option:
    value: str
    label: str


@dataclass(frozen=True)
class Field:
    name: str
    label: str
    input: Input = Input.LINE
    options: tuple[Option, ...] = ()
    required: bool = True
    hint: str = ""
    value: str = ""
    error: str = ""  # shown at the field when the form comes back
    missing: str = ""  # what is said where it is needed and empty
    many: str = ""  # what is said besides where more was typed than it takes
    seeks: bool = False  # of one to choose in, without options: they are looked up while somebody types (`chat.Sought`)
    of_file: bool = False  # says something of a file: where the form takes none, nobody is asked


@dataclass(frozen=True)
class Form:
    """A form to fill in. `verb` and `ref` come back with the answers, as with a button.

    `title` and `submit` say what is done, in 22 characters, for Slack shows no more of them; `about` says to what: the
    request that the form belongs to, where there is one. `opener`: the button that opens the same form at any time, of
    one in which nothing was filled in yet.
    """

    verb: str
    ref: str
    title: str
    submit: str
    fields: tuple[Field, ...]
    text: str = ""
    about: str = ""
    opener: str = field(default="", compare=False)
    lang: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        _on_one_line(self, "title", "text", "about")


@dataclass(frozen=True)
class Stays(Card):
    """Answers a form in which no field is wrong, but nothing was done: it stays open with all that was filled in.

    `at`: the field that it is about, where only the act itself could tell.
    """

    at: str = ""

    @property
    def outside(self) -> Card:
        """The same where no form is open."""
        return Card(**{one.name: getattr(self, one.name) for one in fields(Card)})


@dataclass(frozen=True)
class Choices(Card):
    """Answers somebody who types in a field that looks up what is meant: whoever or whatever that may be."""

    options: tuple[Option, ...] = ()


Answer = Card | Form


def say(*paragraphs: str) -> Card:
    """A card that is nothing but a few plain sentences."""
    return Card(text=paragraphs)


def not_clear(*paragraphs: str) -> Stays:
    """The same of what was not understood, or is missing: nothing was done."""
    return Stays(text=paragraphs)
