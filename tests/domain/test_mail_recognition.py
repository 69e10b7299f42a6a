"""None of the corpus is taken for a confirmation or a delivery that is not one, and all genuine ones are."""

from __future__ import annotations

import pytest

from domain.mail import Thread, thread_of
from domain.mail_recognition import recognise
from tests.mails import CORPUS, RULES, Case
from tests.mails.reading import whole

OTHER = Thread(ticket="DSR-222222", letters=("<dsr-222222.request@contoso.com>",))


def test_the_corpus_is_worth_the_name() -> None:
    assert len(CORPUS) >= 100


@pytest.mark.parametrize("case", CORPUS, ids=lambda case: case.name)
def test_a_mail_is_taken_for_what_it_is(case: Case) -> None:
    mail = whole(case.raw)
    assert recognise(mail, thread_of(mail, [OTHER, case.thread]), RULES).meaning == case.meaning
