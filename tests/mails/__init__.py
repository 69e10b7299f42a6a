"""Mails written for the tests: what may come back after a letter to Microsoft's team, and what each one means."""

from __future__ import annotations

from tests.mails.automatic import AUTOMATIC
from tests.mails.below import BELOW, NEAR_BELOW
from tests.mails.bounces import BOUNCES
from tests.mails.case import RULES, THREAD, Case
from tests.mails.deliveries import DELIVERIES
from tests.mails.forged import FORGED
from tests.mails.genuine import GENUINE_MAILS
from tests.mails.layouts import ALIKE, LAYOUTS, NEAR_LAYOUTS
from tests.mails.malformed import MALFORMED
from tests.mails.near_deliveries import NEAR_DELIVERIES
from tests.mails.near_questions import NEAR_QUESTIONS
from tests.mails.questions import QUESTIONS

NEAR_MISSES = (*NEAR_QUESTIONS, *NEAR_DELIVERIES, *NEAR_LAYOUTS, *NEAR_BELOW)
CORPUS = (
    *QUESTIONS,
    *DELIVERIES,
    *GENUINE_MAILS,
    *BELOW,
    *LAYOUTS,
    *ALIKE,
    *NEAR_MISSES,
    *BOUNCES,
    *AUTOMATIC,
    *FORGED,
    *MALFORMED,
)

__all__ = ["CORPUS", "NEAR_MISSES", "RULES", "THREAD", "Case"]
