"""What may stand beside an address because it is the name of its owner, and says nothing else. Pure.

Taken is what looks like a name in each of its words: capitals, the particles and titles of names, or words that the
address itself is made of. Whatever may be a remark (`nicht`, `on hold`, `withdrawn`) or another person is asked back.
"""

from __future__ import annotations

import re

from domain.remarks import ends_as_remarks_do, folded_word, is_remark, without_umlauts

_LETTERS = r"[^\W\d_]\w*(?:['’ʼ-]\w+)*['’]?"
_INITIALS = r"(?:[^\W\d_]\.)+(?:-(?:[^\W\d_]\.)+)*"
_SHAPE = re.compile(rf"{_LETTERS}|{_INITIALS}|['’]t|\w+\.")
_SMALL = """
af al av bin bint da dal dalla das de degli dei del della den der des di do dos du e el ibn la las le los t te ten
ter van vom von y zu zum zur
"""
_BEFORE_NAMES = """
ba bsc dipl dott dr ing ir jr jur lic ma mag mba med msc phd phil prof rer sr st
"""
_SPOUSES = frozenset({"frau", "herr", "herrn", "hr"})
_ADDRESSED = _SPOUSES | {"fr", "miss", "mme", "mr", "mrs", "ms", "mx", "sir"}
_PARTICLES, _TITLES = frozenset(_SMALL.split()), _ADDRESSED | frozenset(_BEFORE_NAMES.split())
_NOTHING = re.compile(r"[\s,;•‣◦·*_|\"'`´“”„«»‹›‘’‚()\[\]{}-]*")  # blanks, quotes, bullets
_MOST_WORDS = 8


def is_name(text: str, address: str = "") -> bool:
    """Whether it names its owner and no more; nothing at all says nothing else. `address`: theirs."""
    said = text.strip(' \t\r\n,;•‣◦·*_"`´“”„«»‹›‚‘')
    words = re.split(r"[\s,]+", said)
    if _NOTHING.fullmatch(text):
        return True
    if len(words) > _MOST_WORDS or text.strip(" ,").count(",") > 1 or not all(map(_is_shaped, words)):
        return len(words) == 1 and _is_local_part(words[0], address)
    parts = [part.split() for part in said.split(",")]
    if not all(_is_addressed(part, address, first=number == 0) for number, part in enumerate(parts)):
        return False
    return _is_called([word for word in words if not _is_title(word)], address)


def is_made_of(text: str, address: str) -> bool:
    """Whether a word of it shows that it is what the owner of the address is called."""
    return any(_is_of(word, address) for word in re.split(r"[\s,]+", text.strip()) if word)


def _is_local_part(word: str, address: str) -> bool:
    return word.casefold() == address.rpartition("@")[0].casefold() and not any(map(is_remark, _parts(word)))


def _is_shaped(word: str) -> bool:
    """Letters alone, and a stop where something is short for a title or a name."""
    if any(sign.isdigit() or sign == "_" for sign in word) or not _SHAPE.fullmatch(word):
        return False
    if re.fullmatch(_INITIALS, word):
        return True
    return not any(map(is_remark, _parts(word))) and (not word.endswith(".") or word[:-1].casefold() in _TITLES)


def _is_title(word: str) -> bool:
    return _bare(word) in _TITLES


def _bare(word: str) -> str:
    return word.rstrip(".").casefold()


def _is_addressed(words: list[str], address: str, *, first: bool) -> bool:
    """Whether `Frau` or `Mr` stands where it is how they are addressed: before their names, in a further part before
    such as are proved to be theirs. A lady or a gentleman `von` somebody may be the wife or the husband of them."""
    for place, word in enumerate(words):
        if _bare(word) not in _ADDRESSED:
            continue
        named = [one for one in words[place + 1 :] if not _is_title(one)]
        if _bare(word) in _SPOUSES and named[:1] and named[0].casefold() in _PARTICLES:
            return False
        if not all(map(_is_title, words[:place])) or not (first or all(_is_of(one, address) for one in named)):
            return False
    return True


def _is_called(called: list[str], address: str) -> bool:
    names = [re.sub(r"^(?:al|el|d|l)[-'’]", "", word) for word in called if word not in _PARTICLES]
    if not names or called[-1] in _PARTICLES:
        return False
    proved = [word for word in names if _is_of(word, address)]
    others = [word for word in names if word not in proved and _is_plain(word)]
    if any(map(ends_as_remarks_do, others)):
        return False
    if any(word[0].islower() for word in others):
        return bool(proved) and all(word[0].islower() for word in names)
    return bool(proved) or len(names) > 1 or not others


def _is_plain(word: str) -> bool:
    """Whether it is written in letters of which addresses are made."""
    return any(sign.isascii() for sign in folded_word(word))


def _is_of(word: str, address: str) -> bool:
    """Whether their address is made of it."""
    local = address.rpartition("@")[0]
    pieces = {folded_word(piece) for piece in re.split(r"[\W\d_]+", local)}
    spelt = {folded_word(one) for part in (word, *_parts(word)) for one in (part, without_umlauts(part))}
    joined = folded_word(local)
    return any(one in pieces or (len(one) > 2 and one in joined) for one in spelt if len(one) > 1)


def _parts(word: str) -> list[str]:
    return [word.strip("."), *(part for part in re.split(r"[-.]", word) if part)]
