"""Headings of the columns of a list, in English and German, and what is known of what stands below them. Pure.

A column beside the people says nothing of what is asked for where its heading is made of these words alone: who they
are, where they live, how they are reached, their numbers. What is not known to be harmless is not.
"""

from __future__ import annotations

import re

_OF_PEOPLE = """
address addresses adresse adressen betroffene betroffenen betroffener client clients customer customers data e email
emailaddress emailaddresses emails emailadresse emailadressen home id ids key kunde kunden kundennr kundennummer
kundin mail mailadresse mailadressen mailaddress mails main nr number nummer nutzer people person personal personen
primary private smtp subject subjects user users value who
"""
_NUMBERS = """
age alter birth birthday code date datum fax geburtsdatum geburtstag handy hausnummer house jahr mobil mobile phone plz
post postal postcode postleitzahl street strasse straße tel telefon telephone year zip
"""
_NAMES = """
anrede familienname familiennamen firstname forename lastname nachname nachnamen name namen names nickname rufname
salutation spitzname surname vorname vornamen zuname
"""
_ABOUT = """
address adresse adresszusatz age alter anschrift apartment beruf birth birthday birthdate bundesland canton cell city
client company country county customer customers district dob employer fax festnetz firma firmen flat geboren
geburtsdatum geburtsort geburtstag gender geschlecht handy hausnr hausnummer job jahrgang kanton klient kunde kunden
kundin land landline language locale mitglied mobil mobile organisation organization ort phone plz postal postcode
postfach postleitzahl profession province region sex sprache stadt strasse straße street suburb tel telefon telephone
town unternehmen village website wohnort zip zone
"""
# What goes with such a word; alone, numbers stand below it, or it says nothing.
_BESIDE = """
am an at code date datum der des e family first full given home house id ids in key last lfd line middle mail mails
email n nr num number nummer of post row s seit since the title titel year jahr zahl zeile
"""
_ENDINGS = "nr nummer nummern number id ids datum date name namen code ort jahr zeile adresse adressen"


def _compounds(*words: str) -> re.Pattern[str]:
    """`Kundennummer`, `phonenumber`: one of these, and what it is of it."""
    begins, ends = ("|".join(some.split()) for some in (" ".join(words), _ENDINGS))
    return re.compile(f"(?:{begins})(?:n|s)?(?:{ends})?")


_KNOWN, _COUNTS, _SMALL = (frozenset(words.split()) for words in (_OF_PEOPLE, _NUMBERS, _BESIDE))
_NAMED, _HARMLESS = _compounds(_NAMES, "customer kunden klienten client"), _compounds(_NAMES, _ABOUT)


def _words(heading: str) -> list[str]:
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading)
    return [word.casefold() for word in re.findall(r"[^\W\d_]+", apart)]


def is_of_people(heading: str) -> bool:
    """Whether each word of it says that those stand below who are meant; a clerk has an address, too."""
    words = _words(heading)
    return bool(words) and _KNOWN.issuperset(words)


def is_of_numbers(heading: str) -> bool:
    """Whether numbers stand below it that are nobody's id."""
    return bool(_COUNTS.intersection(_words(heading)))


def is_harmless(heading: str) -> bool:
    """Whether what stands below it is known, and says nothing of what is asked for."""
    words = [word for word in _words(heading) if word not in _SMALL]
    return bool(words) and all(map(_HARMLESS.fullmatch, words))


def is_of_names(heading: str) -> bool:
    """Whether names of people stand below it."""
    words = [word for word in _words(heading) if word not in _SMALL]
    return bool(words) and all(map(_NAMED.fullmatch, words)) and "nam" in heading.casefold()


def counts(heading: str) -> bool:
    """Whether it may head the numbers of lines, or of people, and says nothing else."""
    return _SMALL.issuperset(_words(heading))
