"""A list of people in a file: read on evidence alone, asked back where there is none, and no row of it is lost."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.addresses import may_be_address
from domain.batch import Why
from domain.list_columns import decides
from domain.list_file import MARKS, MOST_BYTES, MOST_RECORDS, ListFile, NotRead, Unfit, read_list_file
from domain.remarks import turns

ANNA, BO, CEM = "anna@contoso.com", "bo@contoso.com", "cem@contoso.com"


def read(text: str | bytes, column: str = "") -> ListFile:
    found = read_list_file(text.encode() if isinstance(text, str) else text, column)
    assert isinstance(found, ListFile), found
    return found


def asked(text: str | bytes, column: str = "") -> NotRead:
    found = read_list_file(text.encode() if isinstance(text, str) else text, column)
    assert isinstance(found, NotRead), found
    return found


def taken(found: ListFile) -> list[tuple[int, str]]:
    return [(row.line, row.who) for row in found.rows if not row.why]


def left(found: ListFile) -> list[tuple[int, str]]:
    return [(row.line, row.who) for row in found.rows if row.why is Why.UNREAD]


# ---- columns


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("way", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_column_in_which_addresses_stand_is_taken_however_it_is_saved(mark: str, end: str, way: str) -> None:
    rows = [["Name", "E-Mail", "Stadt"], ["Anna Müller", ANNA, "Köln"], ["Bo", BO, ""]]
    found = read(end.join(mark.join(cells) for cells in rows).encode(way))
    assert (found.column, found.headings, taken(found)) == ("E-Mail", 1, [(2, ANNA), (3, BO)])
    assert not left(found)


def test_no_row_is_lost_where_there_are_no_headings() -> None:
    found = read(f"Anna;{ANNA}\nBo;{BO}\n")
    assert (found.column, found.headings, taken(found)) == ("B", 0, [(1, ANNA), (2, BO)])
    spelt = read(f"Anna;anna (at) contoso.com\nBo;{BO}\n")
    assert (left(spelt), taken(spelt)) == ([(1, "anna (at) contoso.com")], [(2, BO)])


def test_what_stands_in_quotes_is_one_cell() -> None:
    found = read(f'Name,Mail\n"Berg, Anna ""Anni""","{ANNA}"\n"Bo",{BO}\n')
    assert taken(found) == [(2, ANNA), (3, BO)]


def test_a_first_line_that_says_what_stands_between_columns_is_believed_and_is_no_row() -> None:
    found = read(f"sep=;\nName;Mail\nBerg, Anna;{ANNA}\n")
    assert taken(found) == [(2, ANNA)]
    assert taken(read(f"sep=\t\nName\tMail\nAnna\t{ANNA}\n")) == [(2, ANNA)]


def test_where_addresses_stand_in_several_columns_its_owner_says_which_is_meant() -> None:
    text = f"Name;Mail;Manager\nAnna;{ANNA};{CEM}\nBo;{BO};{CEM}\n"
    assert asked(text) == NotRead(Unfit.COLUMN, ("Mail", "Manager"))
    for column in ("mail", " Mail ", "B", "b"):
        assert taken(read(text, column)) == [(2, ANNA), (3, BO)], column
    assert asked(text, "Phone") == NotRead(Unfit.COLUMN, ("Name", "Mail", "Manager"))


def test_a_heading_counts_before_a_letter_and_one_that_is_there_twice_says_nothing() -> None:
    text = f"B;A\n{ANNA};{BO}\n"
    assert taken(read(text, "B")) == [(2, ANNA)]
    assert asked(f"Mail;Mail\n{ANNA};{BO}\n", "Mail") == NotRead(Unfit.COLUMN, ("A", "B"))


def test_ids_alone_are_no_evidence_of_a_column() -> None:
    text = "Name;Customer\nAnna;C-1001\nBo;C-1002\n"
    assert asked(text) == NotRead(Unfit.COLUMN, ("Name", "Customer"))
    assert taken(read(text, "Customer")) == [(2, "C-1001"), (3, "C-1002")]


def test_an_address_among_notes_is_no_evidence_of_a_column() -> None:
    text = f"Customer;Notes\nC-1;\nC-2;{ANNA}\nC-3;\nC-4;\n"
    assert asked(text) == NotRead(Unfit.COLUMN, ("Customer", "Notes"))
    assert [who for _, who in taken(read(text, "Customer"))] == ["C-1", "C-2", "C-3", "C-4"]


def test_a_list_without_columns_is_read_as_if_it_was_typed() -> None:
    found = read(f"E-Mail\n{ANNA}\n\nBerg, Anna <{BO}>; {CEM}\n")
    assert (found.column, found.headings) == ("", 1)
    assert [who for _, who in taken(found)] == [ANNA, BO, CEM]
    assert taken(read(f"{ANNA}\n{BO}")) == [(1, ANNA), (2, BO)]
    assert taken(read(f'"{ANNA}"\n"{BO}"\n')) == [(1, ANNA), (2, BO)]
    assert taken(read(ANNA)) == [(1, ANNA)]


# ---- rows


@pytest.mark.parametrize(
    "text",
    [
        f'"Export aus CRM"\r\n"E-Mail","Geburtstag","Betrag"\r\n"{ANNA}","01.02.1980","19,90"\r\n',
        f"Email;PLZ\n{ANNA};80331;\n{BO};80333;\n",
        f"Id;Email;Ok;\n1;{ANNA};y\n2;{BO};y\n",
        f"Kunden\n{ANNA}\t80331\n{BO}\t80333\n",
    ],
)
def test_a_table_whose_first_line_has_other_columns_is_asked_back(text: str) -> None:
    assert asked(text) == NotRead(Unfit.RAGGED)


@pytest.mark.parametrize("cell", ["1,234", "2 345", "0170 1234567", "19,90", "12 Main Street"])
def test_a_number_with_a_mark_in_it_is_not_several_people(cell: str) -> None:
    found = read(f"Nr;Name\n{cell};Anna\nC-1;Bo\n", "Nr")
    assert (left(found), taken(found)) == ([(2, cell)], [(3, "C-1")])
    alone = read(f"{ANNA}\n{cell}\n{BO}\n")
    assert (left(alone), taken(alone)) == ([(2, cell)], [(1, ANNA), (3, BO)])


def test_several_addresses_in_one_cell_are_several_people() -> None:
    found = read(f"Name;Mail\nAnna;{ANNA}, {CEM}\nBo;{BO}\n", "Mail")
    assert taken(found) == [(2, ANNA), (2, CEM), (3, BO)]


def test_a_heading_with_a_digit_is_nobody() -> None:
    text = f"Email1;Name\n{ANNA};Anna\n{BO};Bo\n"
    unsaid, said = read(text), read(text, "email1")
    assert (left(unsaid), taken(unsaid)) == ([(1, "Email1")], [(2, ANNA), (3, BO)])
    assert (said.headings, left(said), taken(said)) == (1, [], [(2, ANNA), (3, BO)])


@pytest.mark.parametrize("head", ["Email1", "E-mail 1 - Value", '"Mail 2"', "1. Mail"])
def test_the_same_holds_where_there_is_one_column_alone(head: str) -> None:
    found = read(f"{head}\n{ANNA}\n\n{BO}\n")
    assert (left(found), taken(found)) == ([(1, head.strip('"'))], [(2, ANNA), (4, BO)])


def test_an_id_above_addresses_and_ids_is_somebody() -> None:
    assert taken(read(f"C-1;Anna\n{BO};Bo\nC-3;Cem\n", "A")) == [(1, "C-1"), (2, BO), (3, "C-3")]


def test_a_table_with_stray_cells_far_to_the_right_is_asked_back_at_once() -> None:
    assert asked(f"{';' * 16_383}\n{ANNA}{';' * 16_383}\n") == NotRead(Unfit.COLUMNS)


def test_what_cannot_be_taken_is_named_by_its_row_and_the_others_are_taken() -> None:
    text = f'Name;Mail\nAnna;{ANNA}\nBo;bo at home\n;;\n\nCem;\n=A1;=HYPERLINK("x")\nDora;Extra;{BO}\nEva;+49 221 1;\n'
    found = read(text, "Mail")
    assert taken(found) == [(2, ANNA)]
    assert [number for number, _ in left(found)] == [3, 6, 7, 8, 9]
    assert left(found)[0] == (3, "bo at home")


@pytest.mark.parametrize("cell", ["=1+1", "+49221123", "-5", "@sum(1)", '=HYPERLINK("mailto:anna@contoso.com")'])
def test_what_a_spreadsheet_works_out_is_not_taken_for_somebody(cell: str) -> None:
    quoted = cell.replace('"', '""')
    found = read(f'Name;Mail\nAnna;{ANNA}\nBo;"{quoted}"\n')
    assert taken(found) == [(2, ANNA)]
    assert left(found) == [(3, cell)]


def test_rows_that_a_quotation_mark_has_swallowed_are_named() -> None:
    found = read(f'Name;Mail\n"Anna;{ANNA}\nBo";{BO}\nCem;{CEM}\n')
    assert taken(found) == [(2, BO), (3, CEM)]
    assert left(found) == [(2, f"Anna;{ANNA} Bo")]


def test_a_long_address_is_never_cut() -> None:
    long = f"{'a' * 60}@{'.'.join(['b' * 60] * 3)}.com"
    assert taken(read(f"Name;Mail\nA;{long}\nB;{ANNA}\n"))[0] == (2, long)


# ---- what is asked back


def test_what_is_not_in_utf_8_is_taken_where_all_that_counts_is_plain_and_asked_back_elsewhere() -> None:
    plain = f"Name;Mail\nAnna Müller;{ANNA}\n".encode("cp1252")
    assert taken(read(plain)) == [(2, ANNA)]
    unclear = "Name;Mail\nAnna;jörg@contoso.com\nBo;bo@contoso.com\n".encode("cp1252")
    assert asked(unclear).why is Unfit.CHARACTERS
    assert asked("jörg@contoso.com\n".encode("cp1252")).why is Unfit.CHARACTERS
    assert asked(f"Straße;Mail;Chef\nA;{ANNA};{BO}\n".encode("cp1252")).columns == ("Mail", "Chef")
    wide = f"Name;Mail\nA;{ANNA}\nMüller;x;y;z\n".encode("cp1252")
    assert left(read(wide)) == [(3, "")]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", Unfit.EMPTY),
        (b" \r\n\t\n", Unfit.EMPTY),
        (b"\xef\xbb\xbf", Unfit.EMPTY),
        (b";;;\n;;;\n", Unfit.EMPTY),
        (b"PK\x03\x04 and so on", Unfit.WORKBOOK),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Unfit.WORKBOOK),
        (b"anna@contoso.com\0\n", Unfit.BINARY),
        (b"\xff\xfea", Unfit.BINARY),
        (b"\xff\xfe\0\0a\0\0\0", Unfit.BINARY),
        (b"a" * (MOST_BYTES + 1), Unfit.LARGE),
        (b'Name;Mail\n"Anna;anna@contoso.com\n', Unfit.BROKEN),
        (b'Name;Mail\n"Anna"x;anna@contoso.com,1\n', Unfit.BROKEN),
        (b"a" * 200_000 + b"\n", Unfit.BROKEN),
        (b"a\n" * (MOST_RECORDS + 1), Unfit.ROWS),
    ],
)
def test_what_is_no_list_is_asked_back_with_why(content: bytes, why: Unfit) -> None:
    assert asked(content).why is why


def test_where_two_marks_would_do_nobody_guesses() -> None:
    assert asked("x;C-1,y;C-2\nx;C-3,y;C-4\n", "B").why is Unfit.APART


# ---- whatever it is


@given(st.binary(max_size=300), st.text(max_size=3))
def test_whatever_comes_is_read_or_asked_back(content: bytes, column: str) -> None:
    assert read_list_file(content, column)


_CELLS = st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12), min_size=2, max_size=3)


@given(st.lists(_CELLS, max_size=6), st.sampled_from(MARKS))
@example([["@\n", ""]], ",")
def test_every_row_of_a_table_is_taken_named_or_the_headings(rows: list[list[str]], mark: str) -> None:
    """The rows are as wide as the first of them, and each names somebody in its last cell. A note of several lines that
    may hold an address is named besides."""
    names = [f"p{n}@contoso.com" for n in range(len(rows) + 1)]
    table = [["City", "Mail"], ["", names[0]], *([cells[0], names[n + 1]] for n, cells in enumerate(rows))]
    out = StringIO()
    csv.writer(out, delimiter=mark).writerows(table)
    found = read_list_file(out.getvalue().encode(), "Mail")
    notes = ["", *(cells[0] for cells in rows)]
    if isinstance(found, ListFile):
        assert [who for _, who in taken(found)] == [
            who for who, note in zip(names, notes, strict=True) if not turns(note)
        ]
        swallowed = [note for note in notes if "\n" in note or "\r" in note]
        besides = sum(may_be_address(note) and not turns(note) for note in swallowed)
        assert len(taken(found)) + len(left(found)) == len(names) + besides
    elif found.why is Unfit.DECIDES:
        assert decides("City", notes)
    else:
        assert found.why is Unfit.APART


# ---- numbers, days and amounts


@pytest.mark.parametrize("head", ["E-Mail\n", ""])
def test_numbers_of_the_lines_of_a_file_are_nobody(head: str) -> None:
    found = read(f"{head}1. {ANNA}\n2. {BO}\n\n3. Cem <{CEM}>\n")
    assert ([who for _, who in taken(found)], left(found)) == ([ANNA, BO, CEM], [])


def test_a_line_that_is_numbered_otherwise_than_the_rest_is_named() -> None:
    found = read(f"E-Mail\n1. {ANNA}\n3. {BO}\n{CEM}\n")
    assert (taken(found), left(found)) == ([(4, CEM)], [(2, f"1. {ANNA}"), (3, f"3. {BO}")])


@pytest.mark.parametrize(
    "cell",
    [
        "1e5",
        "1.23457E+12",
        "4.711E+03",
        "2026-11-03",
        "3.11.2026",
        "4.711",
        "19.90",
        "0170/1234567",
        "1.",
        "2)",
        "17 4",
    ],
)
def test_what_a_spreadsheet_makes_of_an_id_is_asked_back_by_its_row(cell: str) -> None:
    found = read(f"Id;Name\n{cell};Anna\nC-1;Bo\n", "Id")
    assert (left(found), taken(found)) == ([(2, cell)], [(3, "C-1")])


def test_a_bare_number_among_addresses_is_asked_back_and_one_in_quotes_is_an_id() -> None:
    found = read(f'Who;Name\n{ANNA};Anna\n17;Bo\n"""4711""";Cem\n', "Who")
    assert (left(found), taken(found)) == ([(3, "17")], [(2, ANNA), (4, "4711")])
    assert taken(read("Who;Name\n17;Bo\n4711;Cem\n", "Who")) == [(2, "17"), (3, "4711")]


# ---- whose column it is, and what turns rows around


@pytest.mark.parametrize(
    "head",
    ["Handled by", "Contact of our team", "Manager", "Account owner", "Bearbeiter", "Ansprechpartner", "Sent by"],
)
@pytest.mark.parametrize("ids", ["4711", "K-1"])
def test_the_only_column_of_addresses_may_be_that_of_the_clerks(head: str, ids: str) -> None:
    text = f"Customer,{head}\n{ids},{ANNA}\n{ids}2,{BO}\n"
    assert asked(text) == NotRead(Unfit.COLUMN, ("Customer", head))
    assert taken(read(text, "Customer")) == [(2, ids), (3, f"{ids}2")]
    assert taken(read(text, head)) == [(2, ANNA), (3, BO)]
    alone = asked(f"Name,{head}\nAnna,{ANNA}\nBo,{BO}\n")
    assert alone == NotRead(Unfit.COLUMN, ("Name", head))


def test_ids_beside_addresses_may_be_those_who_are_meant() -> None:
    for text in (f"Customer;E-Mail\nC-1;{ANNA}\nC-2;{BO}\n", f"4711;{ANNA}\n4712;{BO}\n"):
        assert asked(text).why is Unfit.COLUMN
        assert taken(read(text, "B"))[-1][1] == BO
    for text in (f"Nr;E-Mail\n1;{ANNA}\n2;{BO}\n", f"E-Mail;PLZ\n{ANNA};80331\n{BO};80333\n"):
        assert [who for _, who in taken(read(text))] == [ANNA, BO]


@pytest.mark.parametrize(
    "head",
    [
        "E-Mail",
        "Email",
        "Mail",
        "EMailAddress1",
        "CustomerEmail",
        "Kunden-E-Mail",
        "E-Mail-Adresse",
        "primary e-mail",
        "Personal mail address",
    ],
)
def test_a_heading_that_says_whose_addresses_they_are_is_known(head: str) -> None:
    assert [who for _, who in taken(read(f"Name;{head}\nAnna;{ANNA}\nBo;{BO}\n", "" if head[-1] != "1" else head))] == [
        ANNA,
        BO,
    ]


@pytest.mark.parametrize(
    ("head", "cells"),
    [
        ("Delete?", ("no", "yes")),
        ("Delete", ("no", "yes")),
        ("Newsletter", ("ja", "nein")),
        ("Löschen", ("morgen", "nie")),
        ("Keep", ("", "x")),
        ("Nicht löschen", ("", "1")),
        ("Ok", ("x", "")),
        ("Legal hold", ("", "")),
    ],
)
@pytest.mark.parametrize("column", ["", "E-Mail"])
def test_a_column_that_may_decide_is_asked_back_whatever_column_is_named(
    head: str, cells: tuple[str, str], column: str
) -> None:
    text = f"E-Mail,{head}\n{ANNA},{cells[0]}\n{BO},{cells[1]}\n"
    assert asked(text, column) == NotRead(Unfit.DECIDES, (head,))


REMARKS = ["nicht löschen", "do not erase", "on hold", "gesperrt wegen Klage", "withdrawn", "only a copy", "Auskunft"]


@pytest.mark.parametrize("note", REMARKS)
@pytest.mark.parametrize("head", ["Name", "Stadt", "Firma"])
def test_a_row_with_a_note_is_asked_back_by_its_number_and_the_others_are_taken(note: str, head: str) -> None:
    found = read(f"{head};E-Mail;PLZ\nAnna, {note};{ANNA};80331\nBo;{BO};50667\n")
    assert (left(found), taken(found)) == ([(2, f"Anna, {note} {ANNA} 80331")], [(3, BO)])


@pytest.mark.parametrize("note", ["(Mutter)", "closed", "- bitte anrufen", "duplicate", "deceased", "unklar"])
def test_among_names_whatever_is_none_leaves_its_row_out(note: str) -> None:
    found = read(f"Name;E-Mail\nAnna Berg {note};{ANNA}\nBo;{BO}\n")
    assert (left(found), taken(found)) == ([(2, f"Anna Berg {note} {ANNA}")], [(3, BO)])


@pytest.mark.parametrize(
    ("head", "cells"),
    [
        ("Art der Anfrage", ("Löschung", "Auskunft")),
        ("Anfrageart", ("Auskunft", "Berichtigung")),
        ("request type", ("Erasure", "Access")),
        ("RequestType", ("Access", "Portability")),
        ("right", ("Art. 17", "Art. 15")),
        ("Artikel", ("15", "20")),
        ("Status", ("closed", "done")),
        ("state", ("New", "Resolved")),
        ("Stand", ("beantwortet", "offen")),
        ("basis", ("consent", "contract")),
        ("case", ("", "Court 4 O 12/26")),
        ("notes", ("wants a copy first", "")),
        ("Notiz", ("", "Neukunde aus Köln")),
        ("Wunsch", ("Datenkopie", "Datenkopie")),
        ("Datum", ("2026-01-01", "2028-01-01")),
        ("Segment", ("A", "B")),
        ("Bearbeiter", ("Karl", "Ute")),
        ("Kundenstatus", ("aktiv", "ruht")),
        ("Customer type", ("B2B", "B2C")),
        ("Name oder Wunsch", ("Anna", "Kopie")),
        ("Number", ("one", "two")),
        ("Code", ("Art. 15", "Art. 17")),
        ("Stadt", ("Auskunft", "Köln")),
        ("Customer", ("Access request", "Bo")),
        ("#", ("a", "b")),
        ("2024", ("Access", "Erasure")),
    ],
)
@pytest.mark.parametrize("column", ["", "E-Mail"])
def test_a_column_that_is_not_known_to_be_harmless_is_asked_back_with_its_heading(
    head: str, cells: tuple[str, str], column: str
) -> None:
    text = f"E-Mail;Name;{head}\n{ANNA};Anna;{cells[0]}\n{BO};Bo;{cells[1]}\n"
    shown = "C" if head == "2024" else head
    assert asked(text, column) == NotRead(Unfit.DECIDES, (shown,))
    assert asked(text.replace(";", ","), column).why is Unfit.DECIDES


UNCLEAR = "Access,Copy|Auskunft,Löschung|Art. 15,Art. 17|15,15|Köln,Bonn|2026-01-01,|,a copy|A,E|Art Ten,Art Six"


@pytest.mark.parametrize("cells", [tuple(both.split(",")) for both in UNCLEAR.split("|")])
def test_without_a_heading_a_column_is_harmless_by_its_cells_alone(cells: tuple[str, str]) -> None:
    assert asked(f"{ANNA};{cells[0]}\n{BO};{cells[1]}\n") == NotRead(Unfit.DECIDES, ("B",))


CLEAR = "Anna;Bo|Anna Berg;Bo Ek|Berg, Anna;Smith|80331;80331|0170 1234567;+49 221 99881|;|1;2"


@pytest.mark.parametrize("cells", [tuple(both.split(";")) for both in CLEAR.split("|")])
def test_names_that_the_addresses_show_and_numbers_need_no_heading(cells: tuple[str, str]) -> None:
    assert [who for _, who in taken(read(f'{ANNA};"{cells[0]}"\n{BO};"{cells[1]}"\n'))] == [ANNA, BO]


HARMLESS = (
    """
Name|Vorname|Nachname|First name|LastName|full_name|Anrede|Kundenname|Customer name|Telefon|Telefonnummer|Phone
Phone number|Mobile Phone|Handynummer|Fax|Straße|Strasse|Street|Street address|Address line 1|Address 1: City
Hausnummer|Hausnr.|PLZ|Postleitzahl|Zip code|Postcode|Stadt|Ort|Wohnort|City|Town|Land|Country|Country/Region
Bundesland|Sprache|Language|Geburtstag|Geburtsdatum|Birthday|Birth date|Date of birth|DOB|Alter|Age|Geschlecht
Gender|Kundennummer|Kunden-Nr.|Customer number|CustomerId|customer_id|Mitgliedsnummer|Firma|Firmenname|Company
Company name|Organisation|Beruf|Job title|Customer since|Kunde seit|Website
""".strip()
    .replace("\n", "|")
    .split("|")
)


@pytest.mark.parametrize("head", HARMLESS)
@pytest.mark.parametrize("mark", MARKS)
def test_a_column_that_is_known_to_be_harmless_changes_nothing(head: str, mark: str) -> None:
    text = "\n".join(mark.join(cells) for cells in (("E-Mail", head), (ANNA, "Bergen"), (BO, "Bergen"))) + "\n"
    assert [who for _, who in taken(read(text))] == [ANNA, BO]


@pytest.mark.parametrize(
    "line", ["Nicht loeschen:", "Nicht löschen", "Keep these", "Behalten", "Außer:", "legal hold", "Team Blau:"]
)
def test_a_line_that_may_turn_those_below_around_is_asked_back(line: str) -> None:
    for text in (f"{line}\n{ANNA}\n{BO}\n", f"{ANNA}\n{line}\n{BO}\n", f"E-Mail\n{ANNA}\n\n--\n{line}\n{BO}\n",
                 f"Name;E-Mail\nAnna;{ANNA}\n{line};\nBo;{BO}\n"):  # fmt: skip
        assert asked(text) == NotRead(Unfit.REMARK, (line,)), text


def test_a_first_line_that_is_no_heading_that_is_known_is_asked_back() -> None:
    for line in ("Löschen:", "Bitte diese", "Handled by", "From our clerks"):
        assert asked(f"{line}\n{ANNA}\n{BO}\n") == NotRead(Unfit.REMARK, (line,))


@pytest.mark.parametrize("head", ["id", "CustomerId", "Kundennummer", "Customer number", "Kunden-Nr."])
def test_a_list_of_ids_with_a_heading_that_says_so_is_read(head: str) -> None:
    assert taken(read(f"{head}\nC-1\n4712\n")) == [(2, "C-1"), (3, "4712")]
