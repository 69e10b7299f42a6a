"""The three letters of an export."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.export.letters import Export, Holder, Purpose, confirmation_letter, reminder_letter, request_letter
from domain.mail.headers import Headers
from domain.mail.message import Letter, Mail, Rules, Thread, Unsendable

RULES = Rules()
EXPORT = Export(
    ticket="DSR-7K3QFA",
    subject="anna@fabrikam.example",
    holder=Holder.CUSTOMER,
    purpose=Purpose.ACCESS,
    instance="1111",
    signed="Tess Vermeer",
)
THREAD = Thread(ticket="DSR-7K3QFA", letters=("<sent@outlook.example>",))


def asked(message_id: str = "<asked@microsoft.com>", **headers: str) -> Mail:
    pairs = [("Message-ID", message_id), *((name.replace("_", "-"), value) for name, value in headers.items())]
    return Mail(id="1", received=datetime(2026, 11, 2, tzinfo=UTC), headers=Headers.of(pairs))


def test_the_request_names_the_person_the_environment_and_the_ticket() -> None:
    letter = request_letter(EXPORT, RULES, "contoso.com")
    assert (letter.to, letter.message_id) == (RULES.team, "<dsr-7k3qfa.request@contoso.com>")
    assert all(
        word in letter.text for word in ("anna@fabrikam.example", "this customer", "1111", "[DSR-7K3QFA]", "Tess")
    )


def test_no_subject_line_names_anybody() -> None:
    for letter in _all():
        assert "[DSR-7K3QFA]" in letter.subject
        assert not any(word in letter.subject for word in ("anna", "fabrikam", "Tess"))


def test_portability_asks_for_a_machine_readable_format_and_access_does_not() -> None:
    portable = request_letter(replace(EXPORT, purpose=Purpose.PORTABILITY), RULES, "contoso.com")
    assert "machine-readable" in portable.text
    assert "Article 20" in portable.text
    assert "machine-readable" not in request_letter(EXPORT, RULES, "contoso.com").text


def test_a_user_of_the_product_is_called_one() -> None:
    letter = request_letter(replace(EXPORT, holder=Holder.USER), RULES, "contoso.com")
    assert "this user of Customer Insights" in letter.text


def test_each_reminder_is_a_letter_of_its_own_in_the_same_thread() -> None:
    first, second = (
        reminder_letter(EXPORT, RULES, "contoso.com", THREAD, number, date(2026, 11, 2)) for number in (1, 2)
    )
    assert first.message_id != second.message_id
    assert (first.in_reply_to, first.references) == ("<sent@outlook.example>", ("<sent@outlook.example>",))
    assert "2 November 2026" in first.text


def test_the_confirmation_answers_the_question_and_goes_to_the_team_all_the_same() -> None:
    question = asked(reply_to="eve@evil.example", from_="eve@evil.example")
    letter = confirmation_letter(EXPORT, RULES, "contoso.com", THREAD, question.message_id)
    assert (letter.to, letter.in_reply_to) == (RULES.team, "<asked@microsoft.com>")
    assert letter.references == ("<sent@outlook.example>", "<asked@microsoft.com>")
    assert "anna" not in letter.text


@pytest.mark.parametrize("odd", ["", "<no at sign>", "<a b@c>", "<ü@x.example>"])
def test_a_question_without_a_proper_name_is_answered_through_our_own_letter(odd: str) -> None:
    letter = confirmation_letter(EXPORT, RULES, "contoso.com", THREAD, asked(odd).message_id)
    assert letter.in_reply_to == "<sent@outlook.example>"


@pytest.mark.parametrize(
    "address", ["anna", "", "a@b.de\r\nBcc: x@y.de", "a\x00@b.de", "a@b.de\u202e", "a@b.de, c@d.de"]
)
def test_a_person_without_an_address_is_refused_before_anything_is_written(address: str) -> None:
    with pytest.raises(Unsendable) as caught:
        replace(EXPORT, subject=address)
    assert not address or address not in str(caught.value)


@pytest.mark.parametrize("naughty", ["Tess\r\nBcc: x@y.de", "Tess\x00", "Tess\u202e", "\ud800"], ids=ascii)
@pytest.mark.parametrize("field", ["signed", "instance", "ticket"])
def test_nothing_gets_into_a_letter_raw(field: str, naughty: str) -> None:
    with pytest.raises(Unsendable):
        request_letter(replace(EXPORT, **{field: naughty}), RULES, "contoso.com")


@pytest.mark.parametrize("name", ["{0}", "{signed}", "%s", "Zoë {", "<b>x</b>", "Robert'); DROP TABLE"])
def test_a_name_is_only_a_name(name: str) -> None:
    assert request_letter(replace(EXPORT, signed=name), RULES, "contoso.com").text.endswith(f"\n{name}\n")


def _all() -> list[Letter]:
    return [
        request_letter(EXPORT, RULES, "contoso.com"),
        reminder_letter(EXPORT, RULES, "contoso.com", THREAD, 1, date(2026, 11, 2)),
        confirmation_letter(EXPORT, RULES, "contoso.com", THREAD, asked().message_id),
    ]
