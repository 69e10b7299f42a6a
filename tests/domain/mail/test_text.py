"""What was written anew in a mail, and what only stands there."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.mail.text import excerpt, new_text, sentences

NEW, OLD = "new words", "old words"
HISTORIES = [
    f"> {OLD}",
    f">> {OLD}\n> more",
    f"  > {OLD}",
    f"| {OLD}",
    f"On Mon, 2 Nov 2026 at 08:59, Tess <tess@contoso.com> wrote:\n\n{OLD}",
    f"On Mon, 2 Nov 2026 at 08:59, Tess\n<tess@contoso.com> wrote:\n{OLD}",
    f"Am 02.11.2026 um 08:59 schrieb Tess:\n{OLD}",
    f"Am Mo., 2. Nov. 2026 um 08:59 Uhr schrieb Tess Vermeer <\ntess@contoso.com>:\n{OLD}",
    f"Le 2 nov. 2026 à 08:59, Tess a écrit\u00a0:\n{OLD}",
    f"El 2/11/2026 a las 8:59, Tess escribió:\n{OLD}",
    f"Il giorno 2 nov 2026 Tess ha scritto:\n{OLD}",
    f"Op ma 2 nov 2026 om 08:59 schreef Tess:\n{OLD}",
    f"Em 2 de nov. de 2026, Tess escreveu:\n{OLD}",
    f"W dniu 2.11.2026 o 08:59, Tess napisał(a):\n{OLD}",
    f"Den mån 2 nov. 2026 kl 08:59 skrev Tess:\n{OLD}",
    f"2026-11-02 8:59 GMT+01:00 Tess Vermeer <tess@contoso.com>:\n{OLD}",
    f"tess@contoso.com wrote on Monday:\n{OLD}",
    f"-----Original Message-----\n{OLD}",
    f"-----Ursprüngliche Nachricht-----\n{OLD}",
    f"---------- Forwarded message ---------\n{OLD}",
    f"From: Tess\nSent: Monday\nTo: D365CI\nSubject: x\n\n{OLD}",
    f"*From:* Tess\n*Sent:* Monday\n\n{OLD}",
    f"Von: Tess\nGesendet: Montag\n\n{OLD}",
    f"De : Tess\nEnvoyé : lundi\n\n{OLD}",
    f"De: Tess\nEnviado: lunes\n\n{OLD}",
    f"Da: Tess\nInviato: lunedì\n\n{OLD}",
    f"Van: Tess\nVerzonden: maandag\n\n{OLD}",
    f"Od: Tess\nWysłano: poniedziałek\n\n{OLD}",
    f"Begin forwarded message:\n\n{OLD}",
]


@pytest.mark.parametrize("history", HISTORIES)
@pytest.mark.parametrize("breaks", ["\n", "\r\n", "\r"], ids=repr)
def test_what_is_below_is_not_new(history: str, breaks: str) -> None:
    assert new_text(f"{NEW}\n\n{history}\n".replace("\n", breaks)) == NEW


@pytest.mark.parametrize("attribution", [history.rpartition("\n")[0] for history in HISTORIES[4:18]])
def test_what_is_below_quoted_lines_is_new(attribution: str) -> None:
    assert new_text(f"{attribution}\n\n> {OLD}\n> {OLD}\n\n{NEW}\n") == NEW


@pytest.mark.parametrize(
    "plain",
    [
        "On Monday we wrote that all is well.",
        "From: our point of view this is fine.",
        "To: be or not to be.",
        "-- is a dash",
        "a > b",
        "Am Montag schrieb ich Ihnen.",
        "------",
    ],
)
def test_what_only_looks_like_a_history_stays(plain: str) -> None:
    assert new_text(f"{plain}\n{NEW}") == f"{plain} {NEW}".casefold()


def test_a_signature_is_not_read_unless_it_is_all_there_is() -> None:
    assert new_text(f"{NEW}\n-- \n{OLD}") == NEW
    assert new_text(f"-- \n{NEW}") == f"-- {NEW}"


def test_letters_are_compared_as_they_are_read() -> None:
    assert new_text("Ｐlease\u00ad con\u200bfirm,\n it’s\u00a0NOW") == "please confirm, it's now"


def test_an_excerpt_is_what_was_written_on_one_line_with_an_end() -> None:
    assert excerpt("Hello\x00\n\nplease\nconfirm.\n\nRegards\nBen\n> old") == "Hello please confirm."
    long = excerpt("word " * 1000)
    assert len(long) <= 702
    assert long.endswith("word …")


@pytest.mark.parametrize(
    "below",
    [
        "Regards\nBen\nOtherwise we delete everything.",
        "Regards\n\nBen\n\nMore files follow",
        "Viele Grüße\nJana\nDer Rest folgt",
        "Regards\nBen\n\nThis tenant is confidential and not yours.",
        "-- \nBen\nClose the case.",
        "Regards\nBen\n-- \nPrivacy team\nClose the case.",
    ],
)
def test_an_excerpt_hides_nothing_that_may_be_meant(below: str) -> None:
    shown = excerpt(f"Please confirm.\n\n{below}")
    assert shown == f"Please confirm. {below.splitlines()[-1]}"


SAID = ["please confirm the request."]


@pytest.mark.parametrize(
    "mail",
    [
        "Hello Tess,\n{}",
        "Hello Tess, {}",
        "Dear Ms Vermeer\n\n{}\n\nKind regards",
        "Guten Tag,\n\n{}\n\nMit freundlichen Grüßen\nJonas",
        "Bonjour,\n{}\nCordialement,\nL'équipe",
        "{}\n\nSaludos cordiales\nEl equipo de soporte",
        "{}\n-- \nBen\nClose the case.",
        "{}\n\nBest regards,\nSam\nPrivacy Engineer | Microsoft\n+1 425 555 0100",
        "{}\n\nThis e-mail is confidential and intended for its recipient alone.\n",
        "{}\nRegards\nSam\n\nThis e-mail and any\nattachment are confidential, and may hold\nwhat is not for you.",
        "{}\n\nMicrosoft respects your privacy. Read our privacy statement: https://x.example",
    ],
)
def test_what_stands_around_the_matter_is_not_read_as_the_matter(mail: str) -> None:
    assert sentences(mail.format("Please confirm\nthe request.")) == SAID


@pytest.mark.parametrize(
    "more",
    [
        "We close the case then.",
        "Kind regards\nThe team\n\nPlease note that we close the case then.",
        "Regards\nP.S. We are going to close the case then.",
        "The confidential case is closed then.",
        "- close the case",
    ],
)
def test_what_is_said_beside_it_is_kept_wherever_it_stands(more: str) -> None:
    assert any("clos" in sentence for sentence in sentences(f"Please confirm the request.\n\n{more}"))


def test_what_follows_a_colon_belongs_to_it() -> None:
    assert sentences("The export is here:\n\nhttps://x.example/1") == ["the export is here: https://x.example/1"]


@pytest.mark.parametrize("piece", ["> ", "on x wrote\n", "from: a\n", "please ", "confirm ", "- ", "a@b wrote "])
def test_no_text_takes_long_to_read(piece: str) -> None:
    began = time.process_time()
    new_text(piece * (400_000 // len(piece)))
    assert time.process_time() - began < 3


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    assert "\n" not in new_text(text)
