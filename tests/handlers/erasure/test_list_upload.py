"""A list of people as a file: nobody reads it who may not ask for it, what is wrong stands at its field, and it is not
kept."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from domain.batch import MOST, Row, Why
from domain.card import Answer, Form
from domain.list_file import MOST_BYTES, Unfit
from domain.upload import InHand, NotBrought, Unbrought, Upload
from domain.words import en as words
from domain.words.en import EN
from handlers.erasure.found_list import LINES, NAMED, left_out
from handlers.erasure.look_through import look_through
from tests.handlers.erasure.batches import list_of, opened, somebody
from tests.stage import Scene, Values, said


@dataclass
class Lying:
    """One that lies somewhere else, and says how often it was read, and asked to be deleted."""

    content: bytes = b""
    why: Unbrought | None = None
    deletes: bool = False
    read_times: int = 0
    forgotten: int = 0

    async def read(self, most: int) -> bytes:
        self.read_times += 1
        if self.why:
            raise NotBrought(self.why)
        return self.content

    async def forget(self) -> bool:
        self.forgotten += 1
        return self.deletes


async def sent(on: Scene, *files: Upload, who: str = "ada", delivery: str = "", **values: str) -> Answer:
    """The form as somebody fills it in, with a file."""
    given: Values = {"people": "", "received": "2026-11-02", **values}
    return await on.act(who, "erase-many", "", given, files=files, delivery=delivery)


def error(answer: Answer, name: str) -> str:
    assert isinstance(answer, Form), said(answer)
    assert [field.name for field in answer.fields if field.error] == [name]
    return next(field.error for field in answer.fields if field.name == name)


async def test_what_the_file_names_is_looked_up_with_what_was_typed_and_the_rest_is_named_by_its_row(
    desk: Scene,
) -> None:
    one, two, three = somebody(3)
    text = f"Name;E-Mail\nA;{one.email}\nB;{two.email}\nC;some body\nD;{one.email}\nE;\n"
    answer = said(await sent(desk, InHand(text.encode()), people=three.email))
    assert words.batch.looking(3, 3) in answer
    assert words.batch.read_of("E-Mail", 1) in answer
    assert words.batch.DELETE_UPLOAD not in answer
    await look_through(desk.bot.deps)
    shown = (await opened(desk, list_of(desk))).text
    assert words.batch.found(3, 3) in shown
    assert words.batch.left_out(Why.UNREAD, ["some body (line 4)", "line 6"], 2) in shown
    assert words.batch.left_out(Why.TWICE, [one.email], 1) in shown


async def test_each_row_that_cannot_be_taken_is_named_by_its_number(desk: Scene) -> None:
    bad = NAMED + LINES + 5
    text = "Mail\n" + "".join(f"some body {n}\n" for n in range(bad)) + f"{somebody(1)[0].email}\n"
    await sent(desk, InHand(text.encode()))
    await look_through(desk.bot.deps)
    shown = (await opened(desk, list_of(desk))).text
    numbers = [*range(NAMED + 2, NAMED + LINES + 2)]
    assert words.batch.rows(numbers, 5) in shown
    assert f"some body {NAMED - 1} (line {NAMED + 1})" in shown


def test_what_was_typed_is_counted_beside_the_lines_of_a_file() -> None:
    rows = [Row(who=f"some body {n}", why=Why.UNREAD, line=n if n % 2 else 0) for n in range(NAMED + 4)]
    [told] = left_out({Why.UNREAD: tuple(rows)}, EN)
    assert words.batch.rows([NAMED, NAMED + 2], 2) in told


@pytest.mark.parametrize("why", Unbrought)
async def test_what_the_platform_does_not_give_is_said_at_the_file_and_the_form_stays(
    desk: Scene, why: Unbrought
) -> None:
    file = Lying(why=why)
    assert error(await sent(desk, file, people="anna@contoso.com"), "file") == words.batch.UNBROUGHT[why]
    assert not desk.rows("SELECT 1 FROM lists")
    assert not file.forgotten, "it may be sent again"


@pytest.mark.parametrize(
    ("content", "field", "told"),
    [
        (b"", "file", words.batch.UNFIT[Unfit.EMPTY]),
        (b"PK\x03\x04", "file", words.batch.UNFIT[Unfit.WORKBOOK]),
        (b"E-Mail\nsome body\n", "file", words.batch.NOBODY),
        (b"A;B\na@contoso.com;b@contoso.com\n", "column", words.batch.columns(["A", "B"])),
        ("\n".join(f"p{n}@contoso.com" for n in range(MOST + 1)), "file", words.batch.too_many(MOST + 1, MOST)),
    ],
)
async def test_what_is_wrong_with_it_is_asked_back_at_its_field(
    desk: Scene, content: bytes | str, field: str, told: str
) -> None:
    file = Lying(content.encode() if isinstance(content, str) else content)
    assert error(await sent(desk, file), field) == told
    assert not desk.rows("SELECT 1 FROM lists")


async def test_its_owner_says_which_column_is_meant(desk: Scene) -> None:
    one, two = somebody(2)
    text = f"Mail;Manager\n{one.email};{two.email}\n"
    assert words.batch.read_of("Mail", 1) in said(await sent(desk, InHand(text.encode()), column="mail"))


async def test_a_file_that_is_too_large_is_said_to_be(desk: Scene) -> None:
    told = error(await sent(desk, InHand(b"a" * (MOST_BYTES + 1))), "file")
    assert told == words.batch.UNBROUGHT[Unbrought.LARGE]


async def test_two_files_are_one_too_many(desk: Scene) -> None:
    files = (Lying(b"a@contoso.com"), Lying(b"b@contoso.com"))
    assert error(await sent(desk, *files), "file") == words.batch.ONE_FILE
    assert not any(file.read_times for file in files)


@pytest.mark.parametrize("deletes", [True, False])
async def test_it_is_deleted_where_it_lies_or_its_owner_is_told_to(desk: Scene, deletes: bool) -> None:
    file = Lying(somebody(1)[0].email.encode(), deletes=deletes)
    answer = said(await sent(desk, file))
    assert file.forgotten == 1
    assert (words.batch.DELETE_UPLOAD in answer) is not deletes


@pytest.mark.parametrize("who", ["ben", "olga", "nils", "gus", "sia"])
async def test_whoever_may_not_ask_for_it_has_nothing_of_it_read(desk: Scene, who: str) -> None:
    file = Lying(b"anna@contoso.com")
    await sent(desk, file, who=who)
    await desk.typed(who, "", files=(file,))
    assert (file.read_times, file.forgotten) == (0, 0)
    assert not desk.rows("SELECT 1 FROM lists")


async def test_what_is_delivered_again_is_the_same_list_though_the_file_is_gone(desk: Scene) -> None:
    one, two = somebody(2)
    file = Lying(f"{one.email}\n{two.email}\nsome body\n".encode(), deletes=True)
    await sent(desk, file, delivery="d1")
    file.why = Unbrought.GONE
    assert words.batch.looking(2, 1) in said(await sent(desk, file, delivery="d1"))
    assert len(desk.rows("SELECT 1 FROM lists")) == 1


@pytest.mark.parametrize("text", ["", "erase-many", "erase-many B"])
async def test_a_file_that_comes_in_a_chat_needs_no_form(desk: Scene, text: str) -> None:
    one, two = somebody(2)
    file = Lying(f"Name;Mail\nA;{one.email}\nB;{two.email}\n".encode())
    answer = said(await desk.typed("ada", text, files=(file,)))
    assert words.batch.looking(2, 0) in answer
    assert words.batch.DELETE_UPLOAD in answer


async def test_a_file_in_a_chat_that_is_not_clear_is_asked_back_with_what_to_type(desk: Scene) -> None:
    answer = said(await desk.typed("ada", "", files=(Lying(b"A;B\na@contoso.com;b@contoso.com\n"),)))
    assert words.batch.columns(["A", "B"]) in answer
    assert words.batch.FILE_ANEW in answer


@pytest.mark.parametrize("column", ["mail", "but not bob@example.org", "B"])
@pytest.mark.parametrize("heading", ["", "email\n"])
async def test_a_list_without_columns_has_no_other_one(desk: Scene, heading: str, column: str) -> None:
    plain = InHand(f"{heading}a@contoso.com\nbob@example.org\n".encode())
    answer = said(await desk.typed("ada", f"erase-many {column}", files=(plain,)))
    assert words.batch.columns([heading.strip() or "A"]) in answer
    for its in ("A", heading.strip()):
        assert words.batch.looking(2, 0) in said(await desk.typed("ada", f"erase-many {its}", files=(plain,)))


@pytest.mark.parametrize("count", [280, 400])
async def test_whoever_is_typed_is_filled_in_or_nobody_is(desk: Scene, count: int) -> None:
    typed = [f"customer.number{n:03}@contoso.com" for n in range(count)]
    answer = await desk.typed("ada", f"erase-many {' '.join(typed)}")
    if isinstance(answer, Form):
        assert "\n".join(field.value for field in answer.fields[:3]).split() == typed
    else:
        assert words.batch.FOR_MANY in said(answer)
    assert isinstance(answer, Form) is (count == 280)


@pytest.mark.parametrize(
    "typed",
    [
        "anna@contoso.com\nbernd.kraus@contoso.com (lawyer)\nAnna Berg <anna@contoso.com>",
        "anna@contoso.com instead of emil.f@contoso.com",
        "anna@contoso.com cc frida.g@contoso.com",
        "Mutter von gerd.h@contoso.com",
        "anna@contoso.com\n4711 (closed)\nnot zoe@contoso.com",
    ],
)
async def test_what_is_said_of_somebody_stays_on_their_line(desk: Scene, typed: str) -> None:
    """And so whoever it is said of is not looked for."""
    form = await desk.typed("ada", f"erase-many {typed}")
    assert isinstance(form, Form)
    assert form.fields[0].value == typed
    answer = await desk.act("ada", "erase-many", form={"people": form.fields[0].value, "received": desk.today})
    if "\n" in typed:  # Anna alone is asked for: of the others something is said, or they are there twice
        assert words.batch.looking(1, 2) in said(answer)
    else:
        assert isinstance(answer, Form)
        assert answer.fields[0].value == typed


async def test_addresses_apart_by_blanks_are_one_a_line(desk: Scene) -> None:
    form = await desk.typed("ada", "erase-many anna@contoso.com, zoe@contoso.com <mailto:a@contoso.com|a@contoso.com>")
    assert isinstance(form, Form)
    assert len(form.fields[0].value.splitlines()) == 3


async def test_a_list_that_no_form_can_hold_is_corrected_in_its_file(desk: Scene) -> None:
    long = "".join(f"somebody.with.a.long.name.{n}@example.org\n" for n in range(MOST - 1))
    await sent(desk, InHand(f"{long}some body\n".encode()))
    name = list_of(desk)
    desk.rows("UPDATE lists SET look_at = NULL")
    assert said(await desk.act("ada", "list-correct", name)) == words.batch.CORRECT_FILE


async def test_a_file_whose_rows_may_not_be_meant_is_asked_back_and_what_was_typed_stays(desk: Scene) -> None:
    one, two, three = (one.email for one in somebody(3))
    for text, field, why in (
        (f"Customer,Handled by\n4711,{one}\n4712,{two}\n", "column", words.batch.columns(("Customer", "Handled by"))),
        (f"E-Mail,Delete?\n{one},no\n{two},yes\n", "file", words.batch.means(("Delete?",))),
        (f"{one}\nNicht loeschen:\n{two}\n", "file", words.batch.remark("Nicht loeschen:")),
    ):
        again = await sent(desk, InHand(text.encode()), people=three)
        assert error(again, field).endswith(why)
        assert isinstance(again, Form)
        assert next(one.value for one in again.fields if one.name == "people") == three
    assert not desk.rows("SELECT 1 FROM lists")


@pytest.mark.parametrize("line", ["Nicht löschen:", "do not erase these", "legal hold", "Keep"])
async def test_a_typed_line_that_may_turn_those_below_around_is_asked_back_with_the_whole_list(
    desk: Scene, line: str
) -> None:
    typed = f"{somebody(1)[0].email}\n{line}\nanna.berg@contoso.com"
    again = await desk.act("ada", "erase-many", "", {"people": typed, "received": "2026-11-02"})
    assert error(again, "people") == words.batch.remark(line)
    assert isinstance(again, Form)
    assert again.fields[0].value == typed
    assert not desk.rows("SELECT 1 FROM lists")
