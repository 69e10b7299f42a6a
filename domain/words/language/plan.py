"""The plan of an erasure: its steps, what it still waits for, where the person is still, and what outlives it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from domain.erasure.outliving import Outliving
from domain.erasure.plan import HumanTask, StepKind


class PlanWords(Protocol):
    PARTS: Mapping[StepKind, str]
    CHECK_NAMES: Mapping[str, str]
    PROCESSES: Mapping[str, str]
    HUMAN: Mapping[HumanTask, str]
    ANSWER_SUBMIT: str
    SUBMITS: Mapping[HumanTask, str]
    COMES_LATER: Mapping[StepKind, str]
    EARLY: Mapping[StepKind, str]
    OUTLIVES: Mapping[Outliving, str]
    WAITS_FOR_RUN: str
    RUN_MISSED: str
    STILL_SWITCHED_ON: str

    def numbered(self, number: str) -> str: ...
    def missing(self, humans: Mapping[HumanTask | None, int]) -> str: ...
    def still_there(self, places: Sequence[tuple[str, str]]) -> str: ...
    def still_in_tables(self, names: Sequence[str]) -> str: ...
    def still_in_segments(self, labels: Sequence[str]) -> str: ...
    def still_in_copies(self, names: Sequence[str]) -> str: ...
    def outlives_until(self, what: Outliving, until: date | None) -> str: ...
    def done_by_run(self, *, scheduled: bool) -> str: ...
    def closed_because(self, reason: str, before: str) -> str: ...
