"""Whether the sender is who it says: DMARC as our own mail server saw it (RFC 7489, RFC 8601).

Much of what stands in Authentication-Results was written by the sender: the envelope address is repeated in comments
and values, and whole fields may have been in the mail before it arrived. So only the topmost field is read, with those
of the same server that adjoin it, by their grammar, and anything odd in them is no result at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from domain.mail.headers import decoded
from domain.mail.message import EXCHANGE_ONLINE, Mail, Meaning, Reading, Rules

KNOWN_ELSEWHERE = Reading(Meaning.UNCLEAR, "known_elsewhere")
_FIELD = "authentication-results"
_SIGNED = frozenset({"arc", "dkim", "dkim-adsp", "dmarc", "bimi"})  # methods that look at signatures
_METHOD = re.compile(r"([a-z][a-z0-9-]*)(?:/\d+)?\s*=\s*([a-z]+)", re.IGNORECASE)
_PROPERTY = re.compile(r'header\.from\s*=\s*"?([a-z0-9.-]+)"?', re.IGNORECASE)


@dataclass(frozen=True)
class Dmarc:
    """`result` as the server writes it; `domain`: the one in From that it is about."""

    result: str
    domain: str


def distrust(mail: Mail, rules: Rules) -> Reading | None:
    """Why the sender is not believed; None when it is."""
    if not mail.sender:
        return Reading(Meaning.FORGED, "odd_sender")
    domain = mail.sender.rpartition("@")[2]
    if domain in {name.casefold() for name in rules.known}:  # it proves nothing, and is no stranger's either
        return proved_forgery(mail, rules) or KNOWN_ELSEWHERE
    if domain not in {name.casefold() for name in rules.domains}:
        return Reading(Meaning.STRANGER, "lookalike" if _resembles(mail, rules) else "other_domain")
    found = _results(mail, rules)
    if isinstance(found, str):
        return Reading(Meaning.UNCLEAR, found)
    if found.result == "fail" or found.domain != domain:
        return Reading(Meaning.FORGED, "dmarc_failed" if found.result == "fail" else "dmarc_of_another")
    return None if found.result == "pass" else Reading(Meaning.UNCLEAR, "dmarc_undecided")


def proved_forgery(mail: Mail, rules: Rules) -> Reading | None:
    """Where our own server found that the sender is not who it says, whoever that is."""
    found = _results(mail, rules)
    failed = isinstance(found, Dmarc) and found.result == "fail"
    return Reading(Meaning.FORGED, "dmarc_failed") if failed else None


def _results(mail: Mail, rules: Rules) -> Dmarc | str:
    """What our own server found, or a reason why that is not known."""
    fields = _adjoining(mail)
    if not fields or not fields[0]:
        return "not_checked"
    for place, field in enumerate(fields):
        parts = _clauses(field)
        if parts is None:
            return "check_unreadable"
        if not _is_ours(parts, rules):
            return "not_checked" if place else "checked_elsewhere"
        found = [dmarc for clause in parts if (dmarc := _dmarc(clause))]
        if found:
            return found[0] if len(found) == 1 else "check_unreadable"
        if rules.server == EXCHANGE_ONLINE:
            break  # one that names no server may be anybody's
    return "not_checked"


def _adjoining(mail: Mail) -> list[str]:
    """The fields from the topmost down to where the mail was handed on: some servers write one for each check."""
    names = [name for name, _ in mail.headers.fields]
    start = names.index(_FIELD) if _FIELD in names else len(names)
    stop = names.index("received", start) if "received" in names[start:] else len(names)
    return [value for name, value in mail.headers.fields[start:stop] if name == _FIELD]


def _is_ours(parts: list[str], rules: Rules) -> bool:
    """Takes the server's name out of the parts."""
    server = "" if "=" in parts[0] else (parts.pop(0).split() or [""])[0].casefold()
    return bool(rules.server) and server == ("" if rules.server == EXCHANGE_ONLINE else rules.server.casefold())


def _dmarc(clause: str) -> Dmarc | None:
    method = _METHOD.match(clause)
    if method is None or method[1].casefold() != "dmarc":
        return None
    domains = _PROPERTY.findall(clause)
    return Dmarc(method[2].casefold(), domains[0].casefold() if len(domains) == 1 else "")


def _clauses(value: str) -> list[str] | None:
    """Split at semicolons, comments taken out. None: brackets or quotes do not close.

    Quotes in a comment are text (RFC 5322 §3.2.2), and yet a reader may take them for more: so they must be whole, hold
    no bracket, and stand where a server repeats nothing of the envelope, which the sender wrote.
    """
    clauses, depth, quoted, escaped = [""], 0, False, False
    for char in value:
        if escaped or char == "\\":
            if depth and quoted:
                return None
            escaped = not escaped
            clauses[-1] += "" if depth else char
        elif char == '"':
            if depth and not _may_quote(clauses[-1]):
                return None
            quoted = not quoted
            clauses[-1] += "" if depth else char
        elif quoted and depth and char in "();":
            return None
        elif quoted or char not in "();":
            clauses[-1] += "" if depth else char
        elif char == ";" and not depth:
            clauses.append("")
        else:
            depth += (char == "(") - (char == ")")
        if depth < 0:
            return None
    return None if depth or quoted or escaped else [clause.strip() for clause in clauses]


def _may_quote(clause: str) -> bool:
    method = _METHOD.match(clause.strip())
    return method is not None and method[1].casefold() in _SIGNED


def _resembles(mail: Mail, rules: Rules) -> bool:
    """Names one that we believe, in the domain or beside the address, be it with letters that look alike."""
    domain = mail.sender.rpartition("@")[2]
    shown = decoded(mail.headers.get("from")).casefold().replace(mail.sender, "")
    believed = {name.casefold() for name in rules.domains}
    return any(name in shown or _plain(name.partition(".")[0]) in _plain(domain) for name in believed)


def _plain(domain: str) -> str:
    """With the letters that stand in for others put back, and without what separates words."""
    read = domain.replace("rn", "m").replace("vv", "w").replace("cl", "d")
    return re.sub(r"[-.]", "", read.translate(str.maketrans("01i35", "olles")))
