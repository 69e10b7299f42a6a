"""Whether the sender is who it says: DMARC as our own mail server saw it (RFC 7489, RFC 8601).

Much of what stands in Authentication-Results was written by the sender: the envelope address is repeated in comments
and values, and whole fields may have been in the mail before it arrived. So only the topmost field is read, by its
grammar, and anything odd in it is no result at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from domain.mail import EXCHANGE_ONLINE, Mail, Meaning, Reading, Rules
from domain.mail_headers import decoded

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
    if domain not in {name.casefold() for name in rules.domains}:
        return Reading(Meaning.STRANGER, "lookalike" if _resembles(mail, rules) else "other_domain")
    found = _results(mail, rules)
    if isinstance(found, str):
        return Reading(Meaning.UNCLEAR, found)
    if found.result == "fail" or found.domain != domain:
        return Reading(Meaning.FORGED, "dmarc_failed" if found.result == "fail" else "dmarc_of_another")
    return None if found.result == "pass" else Reading(Meaning.UNCLEAR, "dmarc_undecided")


def _results(mail: Mail, rules: Rules) -> Dmarc | str:
    """What our own server found, or a reason why that is not known."""
    topmost = mail.headers.get("authentication-results")
    if not topmost:
        return "not_checked"
    parts = _clauses(topmost)
    if parts is None:
        return "check_unreadable"
    server = "" if "=" in parts[0] else (parts.pop(0).split() or [""])[0].casefold()
    if not rules.server or server != ("" if rules.server == EXCHANGE_ONLINE else rules.server.casefold()):
        return "checked_elsewhere"
    found = [dmarc for clause in parts if (dmarc := _dmarc(clause))]
    return found[0] if len(found) == 1 else "check_unreadable" if found else "not_checked"


def _dmarc(clause: str) -> Dmarc | None:
    method = _METHOD.match(clause)
    if method is None or method[1].casefold() != "dmarc":
        return None
    domains = _PROPERTY.findall(clause)
    return Dmarc(method[2].casefold(), domains[0].casefold() if len(domains) == 1 else "")


def _clauses(value: str) -> list[str] | None:
    """Split at semicolons, comments taken out. None: brackets or quotes do not close, or quotes stand in a comment,
    where servers repeat what the sender wrote and others read it as the comment's end."""
    clauses, depth, quoted, escaped = [""], 0, False, False
    for char in value:
        if escaped or char == "\\":
            escaped = not escaped
            clauses[-1] += "" if depth else char
        elif char == '"':
            if depth:
                return None
            quoted = not quoted
            clauses[-1] += char
        elif quoted or char not in "();":
            clauses[-1] += "" if depth else char
        elif char == ";" and not depth:
            clauses.append("")
        else:
            depth += (char == "(") - (char == ")")
        if depth < 0:
            return None
    return None if depth or quoted or escaped else [clause.strip() for clause in clauses]


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
