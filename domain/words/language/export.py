"""Exports: the form, the letters, and whose turn it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from domain.export.letters import Holder, Purpose
from domain.export.plan import Deed, Stage
from domain.notes import Note


class ExportWords(Protocol):
    STAGES: Mapping[Stage, str]
    HOLDERS: Mapping[Holder, str]
    PURPOSES: Mapping[Purpose, str]
    AS: Mapping[Purpose, str]
    TITLE: str
    WHOSE: str
    WHO: str
    PURPOSE: str
    WHOSE_EXPORT: str
    GUIDED: str
    DEEDS: Mapping[Deed, str]
    SUBMITS_OF_MAIL: Mapping[Deed, str]
    WAITS_FOR_TEAM: str
    WAITS_FOR_TENANT_ADMIN: str
    SEND_LABELS: Mapping[Stage, str]
    SEND: str
    REMIND: str
    REMINDER_READS: str
    SENDING_NOW: str
    SENT_TITLE: str
    SENT_DAY: str
    CAME_TITLE: str
    CAME_DAY: str
    CAME_FILES: str
    CAME_FILES_HINT: str
    RESOLVE_TITLE: str
    RESOLVE_FIELD: str
    OTHER_DOUBT: str
    WENT_OUT: str
    DID_NOT_GO_OUT: str
    NEEDS_FILES: str
    TURNS: Mapping[Stage, str]
    TURN_NOTES: Mapping[Note, str]
    MAILED_ALREADY: str
    ON_MOMENT: str

    def unclear(self, text: str) -> str: ...
    def erasure_open(self, refs: Sequence[str]) -> str: ...
    def next_deed(self, deed: Deed, stage: Stage) -> str: ...
    def turn(self, ref: str, sentence: str) -> str: ...
    def late(self, ref: str, when: date) -> str: ...
    def mail(self, to: str, subject: str, text: str) -> str: ...
    def on_day(self, when: date, name: str) -> str: ...
    def delivered(self, told: str, files: Sequence[str]) -> str: ...
    def says(self, told: str, name: str) -> str: ...
    def by_hand(self, told: str, files: Sequence[str]) -> str: ...
