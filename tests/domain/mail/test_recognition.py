"""None of the corpus is taken for a confirmation or a delivery that is not one, and all genuine ones are."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

import pytest

from domain.mail.message import Meaning, Reading, Rules, Thread, Unsure, thread_of
from domain.mail.recognition import concerns_us, recognise, wanted
from domain.mail.text import MOST_TEXT
from tests.mails import CORPUS, NEAR_MISSES, RULES, Case
from tests.mails.case import raw
from tests.mails.forged import FAILED
from tests.mails.reading import headers_only, whole

COUNTING = {Meaning.CONFIRMATION_ASKED, Meaning.DELIVERED}
OTHER = Thread(ticket="DSR-222222", letters=("<dsr-222222.request@contoso.com>",))


def test_the_corpus_is_worth_the_name() -> None:
    assert len(CORPUS) >= 700
    assert len(NEAR_MISSES) >= 300


def test_what_is_nearly_a_question_or_a_delivery_is_for_a_person_whenever_it_comes() -> None:
    def counts(case: Case) -> bool:
        return any(_meaning(case, replace(case.thread, confirmed=confirmed), RULES) in COUNTING for confirmed in (0, 1))

    assert [case.name for case in NEAR_MISSES if counts(case)] == []


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("Please confirm the export for anna@contoso.com.", True),
        ("Please confirm the export for Anna@Contoso.com from 11111111-2222-4333-8444-555555555555.", True),
        ("Please confirm the export for bob@contoso.com.", False),
        ("Please confirm the export for anna@contoso.com and bob@contoso.com.", False),
        ("Please confirm the export from 99999999-2222-4333-8444-555555555555.", False),
    ],
)
def test_a_mail_may_name_our_person_and_our_environment_and_nobody_else(text: str, counts: bool) -> None:
    names = frozenset({"anna@contoso.com", "11111111-2222-4333-8444-555555555555"})
    thread = replace(CORPUS[0].thread, names=names)
    assert (recognise(whole(raw(text)), thread, RULES).meaning is Meaning.CONFIRMATION_ASKED) is counts


_OURS = ("11111111-2222-4333-8444-555555555555", "anna@contoso.com", "dsr-7k3qfa", "d365ci@microsoft.com")
_STORE = "https://x.blob.core.windows.net"


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("export.csv", True),
        ("dsr-export.csv", True),
        ("DSR_export_2026-12-01.zip", True),
        ("anna@contoso.com.csv", True),
        ("Anna@Contoso.com_export.json", True),
        ("DSR-7K3QFA_anna@contoso.com.csv", True),
        ("export-for-anna@contoso.com-2026-12-01.csv.gz", True),
        ("Auskunft_DSR_7K3QFA.zip", True),
        ("export 11111111-2222-4333-8444-555555555555.zip", True),
        ("11111111222243338444555555555555_export.zip", True),
        ("DSR-AAAAAA.csv", False),
        ("export_DSR-AAAAAA_data.csv", False),
        ("dsr_222222.zip", False),
        ("DSR 222222 Daten.zip", False),
        ("DSR-7K3QFA_DSR-222222.zip", False),
        ("DSR-AAAAAA_bob.miller@fabrikam.com.csv", False),
        ("bob@contoso.com.csv", False),
        ("joanna@contoso.com.csv", False),
        ("jo_anna@contoso.com.csv", False),
        ("daten_jo_anna@contoso.com.csv", False),
        ("anna@contoso.com_daten_jo.csv", False),
        ("not.anna@contoso.com.csv", False),
        ("anna@contoso.com.br.csv", False),
        ("anna@contoso.com_bob@contoso.com.csv", False),
        ("export_bob@fabrikam.com_anna@contoso.com.csv", False),
        ("Daten für bob@fabrikam.com.csv", False),
        ("bob＠fabrikam.com.csv", False),
        ("bob%40fabrikam.com.csv", False),
        ("export-99999999-2222-4333-8444-555555555555.zip", False),
        ("99999999222243338444555555555555.zip", False),
    ],
)
@pytest.mark.parametrize(
    "said", ["Please find attached the exported data.", "Guten Tag,\n\nanbei die exportierten Daten."], ids=["en", "de"]
)
def test_data_that_names_somebody_or_something_else_is_for_a_person(name: str, counts: bool, said: str) -> None:
    thread = replace(CORPUS[0].thread, names=frozenset(_OURS), confirmed=True)
    link = f"{_STORE}/{quote(name)}"
    encoded = [link, f"{_STORE}/{quote(quote(name))}", f"{_STORE}/get?sv=1&file={quote(name)}", f"{link}/data.zip"]
    linking = [whole(raw(f"You can download the exported data here: {address}")) for address in encoded]
    mails = [replace(whole(raw(said)), attachments=(name,)), *linking]
    read = [recognise(mail, thread, RULES) for mail in mails]
    assert {reading.meaning for reading in read} == {Meaning.DELIVERED if counts else Meaning.UNCLEAR}
    assert counts or {reading.reason for reading in read} == {"of_another"}


@pytest.mark.parametrize("case", CORPUS, ids=lambda case: case.name)
def test_a_mail_is_taken_for_what_it_is(case: Case) -> None:
    assert _meaning(case, case.thread, RULES) == case.meaning


def test_only_a_proved_mail_in_our_own_thread_is_read() -> None:
    read = {case.name for case in CORPUS if wanted(headers_only(case.raw), _thread(case), RULES)}
    assert {case.name for case in CORPUS if case.meaning in COUNTING} <= read
    closed = {Meaning.BOUNCE, Meaning.STRANGER, Meaning.FORGED}
    assert not {case.name for case in CORPUS if case.meaning in closed} & read
    assert not {name for name in read if name.startswith(("not proved", "malformed, and not proved"))}


def test_what_was_read_is_not_asked_for_again() -> None:
    case = CORPUS[0]
    assert not wanted(whole(case.raw), _thread(case), RULES)


@pytest.mark.parametrize("server", ["", "mx.contoso.net", "contoso.com"])
def test_where_another_server_is_to_be_believed_nothing_counts(server: str) -> None:
    rules = replace(RULES, server=server)
    assert [case.name for case in CORPUS if _meaning(case, case.thread, rules) in COUNTING] == []


def test_nothing_is_a_question_before_the_confirmation_and_a_delivery_after_it() -> None:
    def both(case: Case) -> set[Meaning]:
        return {_meaning(case, replace(case.thread, confirmed=confirmed), RULES) for confirmed in (False, True)}

    assert [case.name for case in CORPUS if both(case) <= COUNTING] == []


@pytest.mark.parametrize(
    ("headers", "concerns"),
    [
        ({"from_": "D365CI@microsoft.com", "subject": "hello", "in_reply_to": None, "references": None}, True),
        ({"from_": "a@microsoft.com", "subject": "hello", "in_reply_to": None, "references": None}, False),
        ({"from_": "a@x.example", "subject": "[DSR-7K3QFA]", "in_reply_to": None, "references": None}, True),
        ({"from_": "a@x.example", "subject": "[DSR-7K3QFA] [DSR-222222]", "references": None}, True),
        ({"from_": "a@x.example", "message_id": "<dsr-7k3qfa.request@contoso.com>"}, False),
        ({"from_": "a@x.example", "subject": "[DSR-999999]", "in_reply_to": None, "references": None}, False),
    ],
)
def test_a_person_hears_of_what_touches_a_ticket_or_comes_from_the_team(
    headers: dict[str, str | None], concerns: bool
) -> None:
    threads = [CORPUS[0].thread, OTHER]
    assert concerns_us(headers_only(raw("hello", **headers)), threads, RULES) is concerns


_CASE = "[Case 2611050040001234] Your GDPR export request"
_SUPPORT = "Microsoft <noreply@mail.support.microsoft.com>"


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({"from_": "Jane Doe <jane.doe@microsoft.com>", "subject": _CASE}, "no_ticket"),
        ({"from_": "Jane Doe <jane.doe@microsoft.com>", "subject": "Personal data in Customer Insights"}, "no_ticket"),
        ({"from_": "Jana Berg <jana@microsoft.com>", "subject": "Fall 2611: Ihr Datenexport"}, "no_ticket"),
        ({"from_": "Jana Berg <jana@microsoft.com>", "subject": "Ihre Anfrage nach DSGVO"}, "no_ticket"),
        ({"from_": "jana@microsoft.com", "subject": "=?utf-8?q?Auskunft_=C3=BCber_Daten?="}, "no_ticket"),
        ({"from_": _SUPPORT, "subject": _CASE, "authentication_results": None}, "known_elsewhere"),
        ({"from_": "x@microsoftsupport.com", "subject": "DSGVO", "authentication_results": None}, "known_elsewhere"),
        ({"from_": "Jane Doe <jane.doe@microsoft.com>", "subject": "Your invoice"}, ""),
        ({"from_": "Jana Berg <jana@microsoft.com>", "subject": "Einladung zum Vortrag"}, ""),
        ({"from_": _SUPPORT, "subject": "Rate our support", "authentication_results": None}, ""),
        ({"from_": "jane.doe@microsoft.com", "subject": _CASE, "authentication_results": None}, ""),
        ({"from_": "jane.doe@microsoft.com", "subject": _CASE, "authentication_results": FAILED}, ""),
        ({"from_": "jane.doe@micros0ft.com", "subject": _CASE}, ""),
        ({"from_": "jane.doe@fabrikam.example", "subject": _CASE}, ""),
        ({"from_": "jane.doe@evil.microsoft.com", "subject": _CASE}, ""),
    ],
)
def test_a_person_hears_of_what_others_of_theirs_write_of_a_request_in_a_new_thread(
    headers: dict[str, str | None], reason: str
) -> None:
    mail = headers_only(raw("hello", **{"in_reply_to": None, "references": None, **headers}))
    assert concerns_us(mail, [], RULES) is bool(reason)
    assert not reason or recognise(mail, None, RULES) == Reading(Meaning.UNCLEAR, reason)


@pytest.mark.parametrize("case", [case for case in CORPUS if case.meaning in COUNTING], ids=lambda case: case.name)
def test_of_which_only_the_beginning_was_read_does_not_count_by_itself(case: Case) -> None:
    mail, thread = whole(case.raw), _thread(case)
    long = replace(mail, text=f"{mail.text}\n{' ' * MOST_TEXT}")
    for cut in (replace(mail, unsure=Unsure.LONG), long):
        assert recognise(cut, thread, RULES) == Reading(Meaning.UNCLEAR, "long_text")


def _thread(case: Case) -> Thread | None:
    return thread_of(headers_only(case.raw), [OTHER, case.thread])


def _meaning(case: Case, thread: Thread, rules: Rules) -> Meaning:
    mail = whole(case.raw)
    return recognise(mail, thread_of(mail, [OTHER, thread]), rules).meaning
