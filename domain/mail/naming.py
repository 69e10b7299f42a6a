"""Whom and what the names of files and links name: under words that fit ours, another request's data may come."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import unquote

from domain.mail.text import folded

LINK = re.compile(r"https://([a-z0-9.-]{1,250})(?::\d{1,5})?(?:[/?#][^\s<>\"]*)?")
_TIMES_ENCODED = 3
_ADDRESS = re.compile(r"[^\s/\\?&=#<>()\[\]{},;:\"'|@]{1,64}@[^\s/\\?&=#<>()\[\]{},;:\"'|@]{1,250}")
# What a file is called besides, where it is called after a person.
_WORD = (
    r"(?:exports?|exported|data|datenexport|daten[a-zäöü]*|customer|kunden?|personal|profil[a-zäöü]*|gdpr|dsgvo|dsr|ci|d365|insights|"
    r"auskunft|antrag|request|report|result|copy|kopie|microsoft|art|of|for|für|fuer|von|to|zu|the|csv|tsv|jsonl?|ndjson|"
    r"xml|xlsx|ods|parquet|avro|ya?ml|zip|7z|gz|tgz|tar|rar|bz2|xz|zst|gpg|pgp|aes|pdf|txt|docx?)"
)
_BESIDE = rf"(?:{_WORD}|\d{{1,14}})"
_MARK = re.compile(rf"(?<![0-9a-z])dsr[-_ ](?!{_WORD}(?![0-9a-z]))[0-9a-z]{{6}}(?![0-9a-z])")
_ID = re.compile(r"(?<![0-9a-z])[0-9a-f]{8}[-_]?(?:[0-9a-f]{4}[-_]?){3}[0-9a-f]{12}(?![0-9a-z])")
_BEFORE, _AFTER = rf"(?:{_BESIDE}[._+-]+)*[._+-]*", rf"(?:[._+-]+{_BESIDE})*[._+-]*"


def name_another(names: Iterable[str], named: frozenset[str]) -> bool:
    """Whether a name of a file, or a link, names a request, an environment or an address that is not among `named`,
    which is in small letters."""
    return any(_names_another(_read(name), named) for name in names)


def _read(name: str) -> str:
    """As a person reads it: a link may be encoded, and so may what it leads to."""
    for _ in range(_TIMES_ENCODED):
        name = unquote(name)
    return folded(name)


def _names_another(text: str, named: frozenset[str]) -> bool:
    ours = {_bare(name) for name in named}
    for pattern in (_MARK, _ID):
        if any(_bare(found) not in ours for found in pattern.findall(text)):
            return True
        text = pattern.sub(" ", text)
    return not all(any(_is_of(found, name) for name in named) for found in _ADDRESS.findall(text))


def _bare(name: str) -> str:
    return re.sub(r"[-_ ]", "", name)


def _is_of(found: str, name: str) -> bool:
    return "@" in name and bool(re.fullmatch(f"{_BEFORE}{re.escape(name)}{_AFTER}", found))
