"""What the columns and lines of a list say besides whom: known headings, and what may turn rows around. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from domain.addresses import may_be_address
from domain.identifiers import identifier
from domain.remarks import turns

_OF_PEOPLE = """
address addresses adresse adressen betroffene betroffenen betroffener client clients customer customers data e email
emailaddress emailaddresses emails emailadresse emailadressen home id ids key kunde kunden kundennr kundennummer
kundin mail mailadresse mailadressen mailaddress mails main nr number nummer nutzer people person personal personen
primary private smtp subject subjects user users value who
"""
_HARMLESS = """
age alter birth birthday code date datum fax geburtsdatum geburtstag handy hausnummer house jahr mobil mobile phone plz
post postal postcode postleitzahl street strasse straße tel telefon telephone year zip
"""
_YES_AND_NO = """
yes no y n ja nein j true false wahr falsch x 0 1 ✓ ✔ ✗ ✘ on off ok
"""
_KNOWN, _PLAIN, _FLAGS = (frozenset(words.split()) for words in (_OF_PEOPLE, _HARMLESS, _YES_AND_NO))


def _words(heading: str) -> list[str]:
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading)
    return [word.casefold() for word in re.findall(r"[^\W\d_]+", apart)]


def is_of_people(heading: str) -> bool:
    """Whether each word of it says that those stand below who are meant; a clerk has an address, too."""
    words = _words(heading)
    return bool(words) and _KNOWN.issuperset(words)


def turns_others(line: str) -> bool:
    """A line that names nobody and may say of those below that they are not meant."""
    named = may_be_address(line) or bool(identifier(line))
    return not named and (turns(line) or line.strip().endswith(":"))


def decides(heading: str, cells: Sequence[str]) -> bool:
    """Whether a column may say which rows are meant: by its heading, or as nothing but yes and no stands there."""
    said = [cell.strip().casefold() for cell in cells if cell.strip()]
    return heading.strip().endswith("?") or turns(heading) or (bool(said) and _FLAGS.issuperset(said))


def rivals(heading: str, cells: Sequence[str]) -> bool:
    """Whether ids stand there that may be those who are meant: each row has another one, and they number no rows."""
    said = [cell.strip() for cell in cells]
    if not said or any(may_be_address(cell) or not identifier(cell) for cell in said) or len(set(said)) < len(said):
        return False
    counted = said == [str(n) for n in range(1, len(said) + 1)]
    return not counted and not _PLAIN.intersection(_words(heading))
