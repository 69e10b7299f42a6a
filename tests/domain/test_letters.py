"""A template that lacks what the law asks for, or holds what nobody fills in, is found before anything is written."""

from __future__ import annotations

import pytest

from domain.letters import ALLOWED, MOST, REQUIRED, Flaw, LetterKind, Part, Templates, Wrong, filled, flaws
from domain.mail.message import UNSAFE
from domain.words.en import EN

KINDS = pytest.mark.parametrize("kind", LetterKind)


@KINDS
def test_the_letters_that_come_with_the_bot_have_no_flaw_and_a_name(kind: LetterKind) -> None:
    assert list(flaws(kind, EN.letters.TEMPLATES[kind])) == []
    assert EN.letters.NAMES[kind]
    assert EN.letters.NONE[kind]


@KINDS
def test_whatever_a_letter_takes_is_filled_in(kind: LetterKind) -> None:
    text = " ".join(f"<${part}>" for part in ALLOWED[kind])
    told = filled(text, {part: f"the {part}" for part in Part})
    assert told == " ".join(f"<the {part}>" for part in ALLOWED[kind]) + "\n"


@KINDS
def test_what_the_law_asks_for_may_not_be_left_out(kind: LetterKind) -> None:
    needed, article = REQUIRED[kind]
    for part in needed:
        text = EN.letters.TEMPLATES[kind].replace(f"${part}", "")
        (flaw,) = flaws(kind, text)
        assert flaw == Flaw(Wrong.MISSING if article else Wrong.NAMELESS, (part,), article)


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        ("", Flaw(Wrong.EMPTY)),
        (" \n ", Flaw(Wrong.EMPTY)),
        ("$done and $secret", Flaw(Wrong.UNKNOWN, ("secret",))),
        ("$done $ground", Flaw(Wrong.UNKNOWN, ("ground",))),
        ("$done ${done.__class__}", Flaw(Wrong.BROKEN)),
        ("$done for 5 $", Flaw(Wrong.BROKEN)),
        ("$done" + "x" * MOST, Flaw(Wrong.LONG)),
    ],
)
def test_each_flaw_is_named(text: str, flaw: Flaw) -> None:
    assert next(flaws(LetterKind.ANSWER, text)) == flaw


def test_two_dollar_signs_are_one_and_what_is_filled_in_is_read_no_further() -> None:
    told = filled("$done costs $$5", dict.fromkeys(Part, "") | {Part.DONE: "$person {0} $$"})
    assert told == "$person {0} $$ costs $5\n"


def test_what_is_empty_leaves_no_gap() -> None:
    assert (
        filled("$done\n\n$left\n\n$signed", dict.fromkeys(Part, "") | {Part.DONE: "a", Part.SIGNED: "b"}) == "a\n\nb\n"
    )


def test_the_companys_own_template_comes_before_that_of_the_bot() -> None:
    own = Templates({("en", LetterKind.ANSWER): "mine $done"})
    assert own.of(LetterKind.ANSWER, EN) == "mine $done"
    assert own.of(LetterKind.REFUSAL, EN) == EN.letters.TEMPLATES[LetterKind.REFUSAL]


def test_what_no_mail_may_hold_is_left_out_wherever_it_stands() -> None:
    unsafe = [sign for sign in map(chr, range(0x20000)) if UNSAFE.search(sign)]
    parts = dict.fromkeys(Part, "") | {Part.DONE: f"a{''.join(unsafe)}b", Part.SIGNED: "one\r\ntwo\u2028three"}
    told = filled("$done\r\n\r\n$signed\u202e", parts)
    assert not UNSAFE.search(told)
    assert told.startswith("a")
    assert told.endswith("b\n\none\ntwo\nthree\n")
