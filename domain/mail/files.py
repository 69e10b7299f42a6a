"""What the names of attachments tell. The files themselves are never opened."""

from __future__ import annotations

import re
from collections.abc import Iterable

# Structured, commonly used, open to programs: what Art. 20 GDPR asks for (WP 242 rev.01 names XML, JSON and CSV).
_STRUCTURED = {"csv", "tsv", "json", "jsonl", "ndjson", "xml", "xlsx", "ods", "parquet", "avro", "yaml", "yml"}
_PACKED = {"zip", "7z", "gz", "tgz", "tar", "rar", "bz2", "xz", "zst", "gpg", "pgp", "aes"}
_ABOUT_THE_MAIL = {"png", "jpg", "jpeg", "gif", "bmp", "svg", "ico", "webp", "p7s", "p7m", "asc", "sig", "ics", "vcf"}
_OF_SOMETHING_ELSE = re.compile(
    r"\b(?:logs?|errors?|status|sample|example|template|survey|invoice|forms?|agreement|contract|terms|faq|guide|schema|"
    r"instructions?|test|parts?|teil|partie|parte|deel|batch|preview|formular|vertrag|muster|beispiel|rechnung|"
    r"protokoll|fehler|\d+ ?(?:of|von|de|sur|di|van) ?\d+)\b|\bpart ?\d"
)
_OTHER_MAILS = {"eml", "msg", "dat", "htm", "html"}


def is_machine_readable(names: Iterable[str]) -> bool | None:
    """Whether portability is served: True with one structured file, False with none, None where only opening would tell
    (packed files, or nothing attached)."""
    files = data_files(names)
    if any(_kind(name) in _STRUCTURED for name in files):
        return True
    return None if not files or any(_kind(name) in _PACKED for name in files) else False


def data_files(names: Iterable[str]) -> tuple[str, ...]:
    """Those that may hold data: no pictures of signatures, no signatures, no other mails."""
    return tuple(name for name in names if _kind(name) not in _ABOUT_THE_MAIL | _OTHER_MAILS | {""})


def odd_files(names: Iterable[str]) -> bool:
    """Whether one is rather something else, or a part of a whole."""
    return any(map(_OF_SOMETHING_ELSE.search, map(_spaced, names)))


def _kind(name: str) -> str:
    """By the last ending; `export.csv.gz` is what it is inside."""
    endings = [part.strip(" .").casefold() for part in name.strip(" .").split(".")[1:]]
    if len(endings) > 1 and endings[-1] in _PACKED and endings[-2] in _STRUCTURED:
        return endings[-2]
    return endings[-1] if endings else ""


def _spaced(name: str) -> str:
    """In small letters, with blanks between the words and numbers that it is made of."""
    return " ".join(re.findall(r"[^\W\d_]+|\d+", name.casefold()))
