from __future__ import annotations

import pytest

from domain.pasted import struck
from domain.refs import Names, typed
from domain.unread import Behind, asking, unread

REF = "DSR-7K3QFA"
SILENT = [
    "", ".", "!", ", please.", " – thanks!", "”", ")", "*", " now", " bitte", " vielen Dank", "\u200b", f" {REF}",
    " dsr 7k3qfa",
]  # fmt: skip
SAYING = [
    "not now", "only if legal says so", "as well as DSR-7K3QFB", "noch nicht", "?", "for anna@contoso.com", "🚫", ":x:",
    "не сейчас", "今はだめ", "2027-01-05", "now?", "please don't", "and DSR 7k3qfb",
]  # fmt: skip


def left(text: str, names: Names = Names.REQUEST, behind: Behind = Behind.REFUSED, *takes: str) -> str:
    return unread(text, typed(text, names), names, behind, frozenset(takes))


@pytest.mark.parametrize("text", SILENT)
def test_what_says_nothing_is_not_missed(text: str) -> None:
    assert left(f"{REF}{text}") == left(f"the request {REF}{text}") == ""
    assert left(text.replace(REF, "").replace("dsr 7k3qfa", ""), Names.FREE) == ""


@pytest.mark.parametrize("text", SAYING)
@pytest.mark.parametrize("behind", [Behind.REFUSED, Behind.ASIDE])
def test_whatever_else_stands_behind_is_unread(text: str, behind: Behind) -> None:
    assert left(f"{REF} {text}", Names.REQUEST, behind) == text
    assert left(f"{REF} {text}", Names.EITHER, behind) == text
    assert left(text, Names.FREE, behind) == text


ASKING = [
    "?", " ?", "?!", "??", " (?)", "？", "؟", " ¿", "\u037e", "‽", "❓", "? 🙂", "? thanks", "?)", "?.", " really?",
    "? bitte", "?”",
]  # fmt: skip
LINES = [
    "resume", "release anna@contoso.com", f"hold {REF} a court case",
    "release <mailto:anna@contoso.com|anna@contoso.com>", 'release "4711"', "refresh all", "refresh crm web for 4711",
]  # fmt: skip


@pytest.mark.parametrize("sign", ASKING)
@pytest.mark.parametrize("line", LINES)
def test_a_question_is_seen_whatever_it_names(line: str, sign: str) -> None:
    assert asking(line + sign)


@pytest.mark.parametrize(
    "line",
    [
        *LINES, "", "refresh web ref \"really?\"", "refresh web ref “wirklich?”", "refresh web ref 'was it?'.", "! 🙂",
        f"hold {REF} is it theirs? They say so", "release mailto:anna@contoso.com?subject=erase", "x https://a.example/?b=1",
    ],
)  # fmt: skip
def test_what_asks_nothing_is_an_order(line: str) -> None:
    assert not asking(line)


@pytest.mark.parametrize("text", ["not", "all but", "anybody of", "do not touch", "🚫", "wait?"])
@pytest.mark.parametrize("behind", Behind)
def test_nobody_reads_what_stands_before_a_request(text: str, behind: Behind) -> None:
    assert left(f"{text} {REF}", Names.REQUEST, behind) == text


@pytest.mark.parametrize("text", SAYING)
def test_what_a_command_reads_is_read(text: str) -> None:
    assert left(f"{REF} {text}", Names.REQUEST, Behind.READ) == ""
    assert left(text, Names.FREE, Behind.READ) == ""


def test_of_a_person_the_command_reads_all() -> None:
    assert left("anna@contoso.com and bob@contoso.com", Names.EITHER) == ""


@pytest.mark.parametrize("text", ["stop", "Stop.", "“STOP”!", "\u200bstop"])
def test_a_word_that_the_command_takes_is_read_alone(text: str) -> None:
    assert left(text, Names.FREE, Behind.REFUSED, "stop") == ""
    assert left(f"{text} it", Names.FREE, Behind.REFUSED, "stop") == f"{text} it"
    assert left(f"{text}?", Names.FREE, Behind.REFUSED, "stop").endswith("?")


@pytest.mark.parametrize(
    "text",
    [
        "~cancel~ x", f"~cancel {REF}~", f"cancel ~{REF}~", f"cancel {REF} ~not~.", "~~x~~", "(~x y~)", "<s>x</s>",
        "<DEL>x</DEL>",
    ],
)  # fmt: skip
def test_what_is_struck_out_is_seen(text: str) -> None:
    assert struck(text)


@pytest.mark.parametrize(
    "text", ["", "~", "~5 of 10", "from ~5 to ~6", "a ~ b ~ c", "x~y~z", "<strong>x</strong>", "a~"]
)
def test_a_tilde_alone_strikes_nothing_out(text: str) -> None:
    assert not struck(text)
