"""What stands below the farewell of every mail of somebody's: a name, a role, a place, how to reach them.

Only what is plainly one of these is a signature. Every other line there was written for this mail.
"""

from __future__ import annotations

import re
from itertools import chain

from domain.mail.lexicon import LEXICONS
from domain.mail.objects import NEGATION


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# What only one half of a mail shows: where links lead, and which pictures stand where.
BRACKETED = re.compile(r"<(?:https?|mailto|tel):[^<>\s]{0,2000}>|\[(?:cid|image):[^\[\]\n]{0,300}\]", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*[|•·]\s*|,? [–-] ")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LONGEST = 5  # words of a name or a place
_SHORT = 3  # letters: such words of one language are names in another
_CONTACT = re.compile(
    r"(?:(?:tel(?:efon|ephone)?|phone|mobile?|mobil|cell|fax|office|direct|fon|[tmpf])\.?:? ?)?"
    r"\+?[\d(][\d ()./-]{5,24}(?: ?(?:ext\.?|x) ?\d{1,6})?|"
    r"(?:(?:e-?mail|mail|e)\.?:? ?)?[^\s@]{1,64}@(?:[a-z0-9-]{1,63}\.){0,4}microsoft\.com|"
    r"(?:(?:web|website|internet)\.?:? ?)?(?:https?://)?(?:www|learn|support|privacy)\.microsoft\.com(?:/\S{0,200})?",
    re.IGNORECASE,
)
_TITLES = re.compile(
    r"\b(?:data (?:protection|privacy|governance)|customer (?:insights|services?|support|success|experience)|"
    r"dynamics 365|d365|microsoft (?:365|azure))\b",
    re.IGNORECASE,
)
_OF_ROLES = _words("""
    a administrator advisor agent analyst analystin and applications architect architektin assistant associate
    beauftragte beauftragter berater beraterin business chief cloud co company compliance consultant corp
    corporation das datenschutz datenschutzbeauftragte datenschutzbeauftragter de del department der deutschland
    developer die director division du dynamics el engineer engineering equipo escalation et expert für gdpr
    germany global gmbh group head i ihr il inc india ingenieur ingenieurin international ireland kundendienst
    kundenservice l'équipe la le lead legal lei leiter leiterin limited lo ltd manager managerin microsoft
    mitarbeiter mitarbeiterin of office officer operations our principal privacy product produkt program programme
    representative security senior service services software soporte specialist spezialist spezialistin support
    team teams technical technik the und united usa y your équipe
""")
_PARTICLES = _words("al bin da das de del den der di do dos du el la le of ten ter van von vom y zu zur")
# What is said of data that is not whole, or not there yet, wherever it is written with a capital.
_OF_THE_MATTER = re.compile(
    r"(?:more|rest\w*|remain\w*|missing|follow\w*|pending|later|half|hälfte|halb\w*|parts?|partly|partial\w*|incompl\w*|"
    r"unfinish\w*|continu\w*|except\w*|only|draft\w*|entwurf|sample|test|preview|empty|leer\w*|profil\w*|weiter\w*|"
    r"teil\w*|unvollst\w*|fehl\w*|folg\w*|später|morgen|nach(?:lieferung|trag|reich|folg|send)\w*|ausstehend\w*|offen\w*|"
    r"vorläufig\w*|zwischen\w*|nur|noch|erst\w*|zweite\w*|second|first|third|wait\w*|wart\w*|delet\w*|lösch\w*|cancel\w*|"
    r"storn\w*|abgelehnt|reject\w*|refus\w*|clos\w*|geschlossen|otherwise|sonst|andernfalls|urgent\w*|dringend\w*|"
    r"important|wichtig\w*|call|ask|pay|sign|stop|end|\w*kennwort\w*|\w*passwor[dt]\w*|\w*daten\w*|\w*dateien?|"
    r"\w*exports?|\w*data|\w*files?|unless|but|aber|ausser|without|ohne|wrong\w*|falsch\w*|error\w*|fail\w*)"
)
_UNDERSTOOD = frozenset(chain.from_iterable(known.ask | known.give | known.say for known in LEXICONS)) - {"will"}


def is_signature(line: str) -> bool:
    """As it was written: a name shows by its capitals."""
    return all(map(_is_one, _BETWEEN.split(BRACKETED.sub(" ", line).strip(" \t\u00a0*_"))))


def _is_one(part: str) -> bool:
    plain = part.replace("’", "'").strip(" \t\u00a0,*_")
    if not _has_letters(plain) and not any(map(str.isdigit, plain)):
        return True
    return bool(_CONTACT.fullmatch(plain)) or _is_role(plain.casefold()) or _is_name(plain)


def _has_letters(text: str) -> bool:
    return any(map(str.isalpha, text))


def _is_role(text: str) -> bool:
    left = _TITLES.sub(" ", text)
    return not re.search(r"[\d.!?:;]", left) and set(_WORD.findall(left)) <= _OF_ROLES


def _is_name(text: str) -> bool:
    """Or a place, or a role beside one: capitals, and no word that may speak of the matter."""
    if text.endswith((".", "!", "?")) or re.search(r"[\d!?:;\"“”]", text) or NEGATION.search(text.casefold()):
        return False
    words = _WORD.findall(_TITLES.sub(" ", text))
    return 0 < len(words) <= _LONGEST and all(map(_names, words))


def _names(word: str) -> bool:
    plain = word.casefold()
    if plain in _PARTICLES | _OF_ROLES:
        return True
    speaks = len(plain) > _SHORT and plain in _UNDERSTOOD
    return word[0].isupper() and not speaks and not _OF_THE_MATTER.fullmatch(plain)
