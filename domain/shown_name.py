"""What somebody calls themselves, as it may stand among names and lines of ours. Pure.

They write it themselves, and it stands on cards by which others decide. So it cannot hold what our lines are made of:
signs such as ✓ and ⚠, commas and other stops between names, line breaks; nor what nobody sees, or what turns the
direction of the text beside it; nor an address.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_MOST = 60  # signs
_MOST_MARKS = 3  # on one letter: more are drawn over the lines beside it
_USUAL = re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏ]+(?:[ '’-][A-Za-zÀ-ÖØ-öø-ɏ]+)*")
_KEPT = frozenset(".'’‘ʼ´()&/_")
# Letters and marks that are drawn as nothing: unicode.org/Public/UCD/latest/ucd/DerivedCoreProperties.txt,
# Default_Ignorable_Code_Point, as far as they are neither controls nor formats.
_UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]")
_ADDRESS = re.compile(r"\S*[@＠﹫]\S*")


def shown_name(*told: str) -> str:
    """The first of these in which there is a name; empty where there is none in any."""
    return next(filter(None, map(_shown, told)), "")


@lru_cache(4096)
def _shown(told: str) -> str:
    if len(told) <= _MOST and _USUAL.fullmatch(told):
        return told
    seen = _UNSEEN.sub("", unicodedata.normalize("NFC", _ADDRESS.sub(" ", told[: 10 * _MOST])))
    words = "".join(map(_sign, _lean(seen))).split()
    name = _cut(" ".join(words))
    return name if any(sign.isalnum() for sign in name) else ""


def _sign(sign: str) -> str:
    """Itself, nothing where it shows nothing, or a blank: what is not known to be of names."""
    kind = unicodedata.category(sign)
    if kind[0] == "L" or kind in {"Nd", "Mn", "Mc"} or sign in _KEPT:
        return sign
    if kind == "Pd":
        return "-"
    return "" if kind in {"Cf", "Cs", "Cn", "Co", "Me"} else " "


def _lean(text: str) -> str:
    """With no more marks on a letter than any script has."""
    marks, kept = 0, list[str]()
    for sign in text:
        marks = marks + 1 if unicodedata.category(sign) in {"Mn", "Mc"} else 0
        if marks <= _MOST_MARKS:
            kept.append(sign)
    return "".join(kept)


def _cut(name: str) -> str:
    return name if len(name) <= _MOST else f"{name[: _MOST - 1].rstrip()}…"
