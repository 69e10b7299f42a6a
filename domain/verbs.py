"""The commands: what each is called, who may use it, and an example (design §2)."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from difflib import get_close_matches

from domain.people import Role

EVERYONE: frozenset[Role] = frozenset()
READERS = frozenset({Role.ADMIN, Role.APPROVER, Role.AUDITOR})
ADMINS = frozenset({Role.ADMIN})


@dataclass(frozen=True)
class Verb:
    """`roles` empty: everyone. `own`: a requester may use it on their own requests without the role."""

    name: str
    usage: str
    does: str
    example: str
    roles: frozenset[Role]
    own: bool = False


VERBS: dict[str, Verb] = {
    verb.name: verb
    for verb in (
        Verb("help", "help [command]", "What you may do here, with an example each.", "help refresh", EVERYONE),
        Verb("sources", "sources", "The data sources, how each one is doing, and who owns it.", "sources", READERS),
        Verb(
            "refresh",
            "refresh <source>… | all [for <e-mail>] [received <date>] [ref <text>]",
            "Asks for approval, then refreshes the sources and watches them to the end.",
            'refresh "CRM Contacts" for anna@contoso.com received 2026-11-02 ref CASE-77',
            ADMINS,
        ),
        Verb("users", "users [text]", "Who has a role in Customer Insights.", "users berg", ADMINS),
        Verb(
            "remove-user",
            "remove-user <e-mail>…",
            "Asks for approval, removes the roles, and checks until they are gone.",
            "remove-user mark.old@contoso.com",
            ADMINS,
        ),
        Verb(
            "export",
            "export customer|user <e-mail> [as access|portability] [received <date>] [ref <text>]",
            "Asks for approval, then goes through the mails with Microsoft's team until the data is there.",
            "export customer anna@contoso.com as access",
            frozenset({Role.ADMIN, Role.TENANT_ADMIN}),
        ),
        Verb("find", "find <e-mail>", "Where Customer Insights holds a person: sources and counts.",
             "find anna@contoso.com", ADMINS),
        Verb("refuse", "refuse <request>", "Refuses a request to the person, with ground and remedies.",
             "refuse DSR-7K3QFA", ADMINS),
        Verb("hold", "hold <request> <reason>", "A legal hold on the person: nothing of theirs is deleted.",
             "hold DSR-7K3QFA a court case", ADMINS),
        Verb("release", "release <request>", "Releases a legal hold that someone else set.", "release DSR-7K3QFA",
             ADMINS),
        Verb("requests", "requests [open|overdue|mine]", "The requests that are open, overdue or yours.",
             "requests open", READERS, True),
        Verb("show", "show <request>", "One request in full.", "show DSR-7K3QFA", READERS, True),
        Verb("cancel", "cancel <request>", "Stops a request.", "cancel DSR-7K3QFA", ADMINS, True),
        Verb("correct", "correct <request>", "Cancels a request and files it again, corrected.", "correct DSR-7K3QFA",
             ADMINS, True),
    )
}  # fmt: skip


def allowed(verb: Verb, roles: Set[Role]) -> bool:
    return not verb.roles or bool(verb.roles & roles)


def nearest(word: str) -> str | None:
    """The verb that was probably meant."""
    found = get_close_matches(word.casefold(), VERBS, n=1, cutoff=0.5)
    return found[0] if found else None
