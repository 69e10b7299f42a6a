"""The extension of the legal clock, and the notice to the person."""

from __future__ import annotations

from datetime import date

from domain.moment import Moment, Timed
from domain.words.de.german import GERMAN

TITLE, EXTEND = "Frist verlängern", "Verlängern"
REASON, NOTICE, TOLD = (
    "Warum dauert es länger?",
    "Die Mitteilung an die Person",
    "An welchem Tag wurde sie unterrichtet?",
)
REASON_HINT = (
    "Das Gesetz kennt zwei Gründe: die Komplexität des Antrags oder die Anzahl der Anträge (Art. 12 Abs. 3 DSGVO)."
)
NEEDS_REASON = "Bitte sagen Sie, warum: Das Gesetz verlangt einen Grund, und die Person liest ihn."
NEEDS_NOTICE = (
    "Bitte schreiben Sie, was der Person mitgeteilt wurde: Das Gesetz verlangt eine Mitteilung mit dem Grund."
)
NEEDS_DAY = "Bitte sagen Sie, an welchem Tag die Person unterrichtet wurde. Bis dahin gilt die erste Frist."
MARK = "[Grund]"
ONCE_NOBODY = (
    "Bei diesem Antrag wartet keine Person auf eine Antwort, daher gibt es keine gesetzliche Frist zu verlängern."
)


def notice_hint(mark: str) -> str:
    return f"Senden Sie sie zuerst der Person. Sie dürfen sie ändern; {mark} steht für den Grund oben."


def after_first(first: date) -> str:
    return (
        f"Die Person musste bis zum {GERMAN.short(first)} unterrichtet sein, innerhalb des ersten Monats. Wenn sie es "
        "später wurde, ist die Frist nicht verlängert: Bitte antworten Sie ihr so bald wie möglich."
    )


def passed(ref: str, first: date) -> str:
    return (
        f"Die Antwort zu {ref} war am {GERMAN.short(first)} fällig. Nach diesem Tag kennt das Gesetz keine Verlängerung. "
        "Bitte antworten Sie der Person so bald wie möglich. Es wurde nichts geändert."
    )


def already(ref: str, until: date, told: date) -> str:
    return (
        f"{ref} wurde schon verlängert, bis zum {GERMAN.short(until)}; die Person wurde am {GERMAN.short(told)} "
        "unterrichtet. Das Gesetz erlaubt es einmal. Es wurde nichts geändert."
    )


def over(ref: str) -> str:
    return (
        f"{ref} ist beendet, und niemand wartet darauf noch auf eine Antwort, daher gibt es nichts zu verlängern. Es wurde "
        "nichts geändert."
    )


def refused(ref: str, due: date) -> str:
    return (
        f"{ref} ist verweigert, und von einer Verweigerung muss die Person innerhalb des ersten Monats hören, bis zum "
        f"{GERMAN.short(due)}: Das Gesetz kennt dafür keine Verlängerung. Bitte senden Sie ihr den Brief. Es wurde nichts "
        "geändert."
    )


def extended(ref: str, until: date) -> str:
    return f"{ref} ist verlängert: Die Antwort an die Person ist am {GERMAN.short(until)} fällig. Noch einmal geht es nicht."


def both(until: date, first: date, told: date) -> str:
    return f"{GERMAN.short(until)}, verlängert vom {GERMAN.short(first)}; die Person wurde am {GERMAN.short(told)} unterrichtet"


def kept(name: str, at: Moment, reason: str, notice: str) -> str:
    return Timed(f"Verlängert von {name}, ", at, f": „{reason}“ Der Person wurde mitgeteilt: „{notice}“")


def often(extended: int, asked: int) -> str:
    return (
        f"{extended} von {asked} Anträgen der letzten zwölf Monate wurden verlängert. Das Gesetz meint es für komplexe oder "
        "viele Anträge; wo es zur Gewohnheit wird, sehen Sie sich die Abläufe an."
    )


def carried(old: str, until: date) -> str:
    return (
        f"{old} war verlängert, und dieser ist es auch: Die Antwort an die Person ist am {GERMAN.short(until)} fällig."
    )


def not_carried(old: str, first: date) -> str:
    return (
        f"{old} war verlängert, und dieser ist es nicht: Nach dem Eingangstag, den Sie angegeben haben, endete der erste "
        f"Monat am {GERMAN.short(first)}, bevor die Person unterrichtet wurde."
    )


def not_for_others(old: str, first: date) -> str:
    return (
        f"{old} war verlängert, und dieser ist es nicht: Er nennt jemanden, der nicht unterrichtet wurde. Die Antwort ist "
        f"wieder am {GERMAN.short(first)} fällig."
    )
