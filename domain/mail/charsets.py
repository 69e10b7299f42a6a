"""Bytes of mails as text, by the charsets that mails are written in.

Python knows other encodings by name: some take time by the square of the length (punycode, idna), some are read by
nobody else (utf-7, unicode_escape). Whoever names one would have every look into the mailbox stand still. And what it
does not know it keeps in mind for good, so it is not asked.
"""

from __future__ import annotations

from encodings import normalize_encoding
from encodings.aliases import aliases

_LONGEST_NAME = 40  # characters
# As Python calls them: those of the WHATWG (Encoding Standard), and what older mails name.
_NAMES = (
    "ascii utf_8 utf_8_sig utf_16 utf_16_le utf_16_be utf_32 utf_32_le utf_32_be latin_1 iso8859_2 iso8859_3 iso8859_4 "
    "iso8859_5 iso8859_6 iso8859_7 iso8859_8 iso8859_9 iso8859_10 iso8859_11 iso8859_13 iso8859_14 iso8859_15 "
    "iso8859_16 cp437 cp850 cp852 cp866 cp874 cp932 cp949 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 "
    "cp1258 koi8_r koi8_u mac_roman tis_620 gb2312 gbk gb18030 big5 big5hkscs euc_jp iso2022_jp iso2022_jp_1 "
    "iso2022_jp_2 iso2022_jp_3 shift_jis euc_kr iso2022_kr"
)
_KNOWN = frozenset(_NAMES.split())
_CODECS = {name: name for name in _KNOWN} | {alias: name for alias, name in aliases.items() if name in _KNOWN}


def decode(raw: bytes, charset: str) -> str:
    """By the charset that was named; where that is wrong, or none of mails, by UTF-8, or by the old Western one."""
    for codec in filter(None, (_codec(charset), "utf-8")):
        try:
            return raw.decode(codec)
        except (UnicodeError, ValueError):
            continue
    return raw.decode("cp1252", errors="replace")


def _codec(charset: str) -> str:
    """What Python calls it; empty for what no mail is written in."""
    name = charset.strip()
    if len(name) > _LONGEST_NAME or not name.isascii():
        return ""
    return _CODECS.get(normalize_encoding(name).casefold(), "")
