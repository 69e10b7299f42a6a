"""Mails written for the tests: what may come back after a letter to Microsoft's team, and what each one means."""

from __future__ import annotations

from tests.mails.automatic import AUTOMATIC
from tests.mails.bounces import BOUNCES
from tests.mails.case import RULES, THREAD, Case
from tests.mails.deliveries import DELIVERIES
from tests.mails.forged import FORGED
from tests.mails.malformed import MALFORMED
from tests.mails.questions import QUESTIONS

CORPUS = (*QUESTIONS, *DELIVERIES, *BOUNCES, *AUTOMATIC, *FORGED, *MALFORMED)

__all__ = ["CORPUS", "RULES", "THREAD", "Case"]
