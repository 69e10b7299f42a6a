"""Texts of mails as they really come: encodings with faults keep what can be read."""

from __future__ import annotations

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateways.mail.imap_parts import Part, parts_of, text_in, texts_in
from gateways.mail.place import PATIENCE, Place

TEXT = "Hello Tess,\n\nplease confirm the request.\n\nKind regards\nThe team\n"
WHOLE = b64encode(TEXT.encode())
PART = Part(section="1", type="text/plain", charset="utf-8", encoding="base64", name="", attached=False)


def padded(*pieces: str) -> bytes:
    return b"".join(b64encode(piece.encode()) for piece in pieces)


@pytest.mark.parametrize(
    "content",
    [
        WHOLE,
        WHOLE[:20] + b"\r\n" + WHOLE[20:],
        WHOLE[:9] + b"!" + WHOLE[9:],
        WHOLE[:9] + b"\x00" + WHOLE[9:],
        b"\x00\x00" + WHOLE + b"\x00",
        WHOLE[:9] + "é".encode() + WHOLE[9:] + b" \t",
        WHOLE[:9] + b"-_" + WHOLE[9:],
        WHOLE.rstrip(b"="),
        padded(TEXT[:7], TEXT[7:20], TEXT[20:]),
        padded(*TEXT),
        WHOLE + b"\r\n--\r\n",
        WHOLE + b"====",
    ],
    ids=lambda content: repr(content[:24]),
)
def test_base64_with_faults_keeps_its_text(content: bytes) -> None:
    assert text_in(PART, content) == TEXT


@pytest.mark.parametrize("kept", [1, 10, 33, 50])
def test_what_was_cut_keeps_its_beginning(kept: int) -> None:
    read = text_in(PART, WHOLE[:kept])
    assert TEXT.startswith(read)
    assert len(read) >= kept * 3 // 4 - 2


@given(st.binary(max_size=500))
def test_any_content_can_be_read(content: bytes) -> None:
    assert isinstance(text_in(PART, content), str)


@given(
    st.integers(1, 2**32 - 1), st.integers(1, 2**32 - 1), st.dictionaries(st.integers(1, 2**32 - 1), st.integers(1, 60))
)
def test_a_place_is_read_as_it_was_written(validity: int, number: int, missing: dict[int, int]) -> None:
    place = Place(validity, number, missing)
    assert Place.of(str(place), validity) == place
    assert Place.of(str(place), validity + 1) is None


def test_what_is_missing_is_told_after_a_while() -> None:
    place = Place(1, 10)
    for looks in range(1, PATIENCE + 5):
        place = place.after(10, [3])
        assert bool(place.given_up) is (looks >= PATIENCE)
        assert place.whole is (looks >= PATIENCE)
    assert str(place.after(12, [])) == "1:12"


def test_parts_in_parts_end_somewhere() -> None:
    text = (b"text", b"plain", None, None, None, b"7bit", 1)
    inner: object = text
    for _ in range(900):
        inner = ([text, inner], b"mixed")
    assert 50 <= len(list(parts_of(inner))) <= 60
    assert texts_in(list(parts_of(inner))).more


_PLAIN, _HTML = (b"text", b"plain", None, None, None, b"7bit", 1), (b"text", b"html", None, None, None, b"7bit", 1)
_FILE = (b"text", b"csv", (b"name", b"data.csv"), None, None, b"7bit", 1, 1, None, (b"attachment", None))
_NAMED = (b"text", b"plain", (b"name", b"note.txt"), None, None, b"7bit", 1, 1, None, (b"inline", None))
_CALENDAR = (b"text", b"calendar", None, None, None, b"7bit", 1)
_LOGO = (b"image", b"png", (b"name", b"logo.png"), b"<logo>", None, b"base64", 1)
_MAIL = (b"message", b"rfc822", None, None, None, b"7bit", 1, (), _PLAIN, 1)


@pytest.mark.parametrize(
    ("structure", "more"),
    [
        (_PLAIN, False),
        (_HTML, False),
        (([_PLAIN, _HTML], b"alternative"), False),
        (([_PLAIN, ([_HTML, _LOGO], b"related")], b"alternative"), False),
        (([([_PLAIN, _HTML], b"alternative"), _FILE], b"mixed"), False),
        (([_PLAIN, _PLAIN], b"mixed"), True),
        (([_HTML, _HTML], b"mixed"), True),
        (([([_PLAIN, _HTML], b"alternative"), _PLAIN], b"mixed"), True),
        (([_PLAIN, _FILE, _PLAIN], b"mixed"), True),
        (([_PLAIN, _NAMED], b"mixed"), True),
        (([_PLAIN, _MAIL], b"mixed"), True),
        (([_PLAIN, ([_MAIL, _MAIL], b"digest")], b"mixed"), True),
        (([_PLAIN, _CALENDAR], b"alternative"), True),
    ],
)
def test_text_besides_the_one_that_is_read_is_known_to_be_there(structure: object, more: bool) -> None:
    assert texts_in(list(parts_of(structure))).more is more


_SHOWN_AS = (b"attachment", (b"filename", b"export.zip"))
_ENDS = {
    "a file": (b"application", b"zip", None, None, None, b"base64", 1, None, _SHOWN_AS),
    "a text": (*_FILE[:9], _SHOWN_AS),
}


@pytest.mark.parametrize("more", [(), (None,), ((b"en", b"de"), b"https://mail.example/export")])
@pytest.mark.parametrize("structure", _ENDS.values(), ids=_ENDS)
def test_how_a_part_is_shown_is_read_where_it_stands(structure: tuple[object, ...], more: tuple[object, ...]) -> None:
    """Behind the sum of the content; a text has the number of its lines before it, and what may follow says nothing."""
    (part,) = parts_of((*structure, *more))
    assert (part.attached, part.name) == (True, "export.zip")


@pytest.mark.parametrize("structure", [structure[:-1] for structure in _ENDS.values()], ids=_ENDS)
def test_what_does_not_say_that_it_is_attached_is_not(structure: tuple[object, ...]) -> None:
    (part,) = parts_of(structure)
    assert not part.attached
