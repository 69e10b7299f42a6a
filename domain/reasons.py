"""What stands in the place of a reason, and may be meant otherwise: `hold DSR-7K3QFA off`, `pause status`. Pure."""

from __future__ import annotations

import re

from domain.addresses import names_someone
from domain.identifiers import MENTION
from domain.refresh.names import is_ours
from domain.remarks import folded_word
from domain.unread import says_nothing

_FIRST = """
until till bis
cancel canceled cancelled close closed continue delete does doesnt done end ended ending ends expired finished help
is isnt lift lifted list never no none not nothing off over remove removed resolved resume resumed show status stop
undo unpause was wasnt withdraw withdrawn abgelaufen aus beende beenden beendet ende endet entfernen entfernt
erledigt fertig fortsetzen geloest gelöst geschlossen hilfe hinfaellig hinfällig ist kein keine keinen liste loesen
lösen nein nicht nichts nie stornieren vorbei war weg weiter zurücknehmen zurückziehen
"""
_ANYWHERE = """
release released releases aufgehoben aufheben aufhebung freigabe freigeben freigegeben
"""
_TURNING, _ENDING = (frozenset(map(folded_word, words.split())) for words in (_FIRST, _ANYWHERE))
_APOSTROPHE, _WORD = re.compile("['’]"), re.compile(r"[^\W\d_]+")
_LEAST = 2  # words of a reason for everything to stop


def may_end(text: str) -> bool:
    """Whether it may be said to end something, or is no more than until when; or says nothing at all."""
    said = _words(text)
    return not said or said[0] in _TURNING or not _ENDING.isdisjoint(said)


def may_be_of_one(text: str) -> bool:
    """Whether it may be about one person or one request alone, or is no more than a word."""
    return is_ours(text) or names_someone(text) or bool(MENTION.search(text)) or len(_words(text)) < _LEAST


def _words(text: str) -> list[str]:
    """Those that say something."""
    return [folded_word(word) for word in _WORD.findall(_APOSTROPHE.sub("", text)) if not says_nothing(word)]
