"""Who may do what, written down by hand from the design (§2, §4), and read in the plainest way there is.

a = admin, p = approver, t = tenant admin (where a request is named: of exports that were approved), u = auditor,
g = auditor from outside, a guest who has this letter alone, and nothing that is everyone's or their own;
* everyone, o = the requester without a role; ! not the requester, ? nor who asked for it, # not who set the hold;
+ and the right to file such a request.
"""

from __future__ import annotations

from collections.abc import Set

from domain.erasure.plan import HumanTask
from domain.people import Role
from domain.request import Kind
from domain.rights import Way

_WHO = """
command  erase a           home *g           choose *g
button   erase-form a      erase-found a      home *g
form     erase a           choose *g
command  erase-many a
button   erase-many-form a list-correct a     list-erase a      people aputog     tell-all a
form     erase-many a      list-erase a       tell-all a
command  help *g          sources apug      refresh a         remove-user a     export at         users a
command  find a           requests *g       show aputog       cancel ao         correct ao+       hold a
command  release a#       refuse a          pause a           resume a          extend a          identity a
command  holds apug       audit ug          delegate aptu      report apug
command  certificate auog
command  letter at
button   letter at         letter-copy at    letter-copy-file at  letter-send at  letter-next at
button   certificate auog  certificate-file auog
button   approve p!       deny p!           retry a           cancel ao         correct ao+       details aputog
button   show aputog      file-anyway aputo+  refresh-source a  refresh-form a  remove-user-form a  export-form at
button   find-form a      ticket t          mail-came t       remind t          requests *g
button   not-it t         decide-all a      delegate-form aptu  delegate-end aptu
button   hold-form a      release-form a#   release-hold a
button   holds apug       audit-form ug     audit-who ug       report-csv apug
button   report-picture apug  report-picture-file apug  report-picture-dark apug  report-picture-dark-file apug
form     audit ug
form     release a#
form     pause a           extend a          identity a        delegate aptu
button   not-it t         decide-all a
form     pause a           extend a          identity a
form     approve p!        code p            code-confirm ap
command  code p
button   code-confirm ap
form     refresh a        remove-user a     export at         find a            deny p!           hold a
form     refuse a         ticket t          decide-all a
form     person a
command  person a
button   person a         person-form a     person-same a     person-new a      person-old a
"""


def _stated() -> dict[tuple[Way, str], str]:
    rows = (line.split() for line in _WHO.strip().splitlines())
    return {(Way(way), verb): who for way, *pairs in rows for verb, who in zip(pairs[::2], pairs[1::2], strict=True)}


STATED = _stated()
SETTLE = [(way, "settle") for way in (Way.BUTTON, Way.FORM)]
PARTS = dict.fromkeys(HumanTask, "a") | {
    HumanTask.VOTE: "p!?",
    HumanTask.CLOSE: "p!?",
    HumanTask.LEFT: "ap!",
    None: "ap",
}
SEES = "aputog"
AGAIN = {"correct": STATED[Way.BUTTON, "correct"], "anyway": STATED[Way.BUTTON, "file-anyway"]}
ERASURES = {"certificate", "certificate-file"}
EXPORTS = {"ticket", "mail-came", "not-it", "remind"}  # of no request of another kind
_LETTERS = {"a": Role.ADMIN, "p": Role.APPROVER, "t": Role.TENANT_ADMIN, "u": Role.AUDITOR}


def without_request(who: str, roles: Set[Role]) -> bool:
    """An act that names no request: only the roles count. `o` and `t` are asked which one they mean."""
    if Role.OUTSIDE_AUDITOR in roles:
        return "g" in who
    return "*" in who or "o" in who or any(role in roles for letter, role in _LETTERS.items() if letter in who)


def of_request(
    who: str, roles: Set[Role], *, kind: Kind, approved: bool, own: bool, asked: bool = False, held: bool = False
) -> bool:
    """An act on a request; `own`, `asked`, `held`: they filed it, asked for what is voted on, set the hold."""
    if Role.OUTSIDE_AUDITOR in roles:
        return "g" in who and "+" not in who
    if "*" in who:
        return True
    if ("!" in who and own) or ("?" in who and asked) or ("#" in who and held):
        return False
    has = any(_LETTERS[letter] in roles for letter in who if letter in "apu")
    has = has or ("t" in who and Role.TENANT_ADMIN in roles and kind is Kind.EXPORT and approved)
    has = has or ("o" in who and own)
    return has and ("+" not in who or files(kind, roles))


def files(kind: Kind, roles: Set[Role]) -> bool:
    return all(without_request(STATED[Way.FORM, form], roles) for form in forms_of(kind))


def forms_of(kind: Kind) -> Set[str]:
    """An erasure is asked for by its own form, and by that of a refresh that names somebody."""
    return {"refresh", "erase"} if kind is Kind.ERASURE else {kind.value}
