"""The commands: what each is called, what it does, and an example (design §2). Who may use it: `domain.rights`."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True)
class Verb:
    name: str
    usage: str
    does: str
    example: str


VERBS: dict[str, Verb] = {
    verb.name: verb
    for verb in (
        Verb("help", "help [command]", "What you may do here, with an example each.", "help refresh"),
        Verb("sources", "sources", "The data sources, how each one is doing, and who owns it.", "sources"),
        Verb(
            "refresh",
            "refresh <source>… | all [for <e-mail>] [received <date>] [ref <text>]",
            "Asks for approval, then refreshes the sources and watches them to the end.",
            'refresh "CRM Contacts" for anna@contoso.com received 2026-11-02 ref CASE-77',
        ),
        Verb("users", "users [text]", "Who has a role in Customer Insights.", "users mark"),
        Verb(
            "remove-user",
            "remove-user <e-mail>…",
            "Asks for approval, removes the roles, and checks until they are gone.",
            "remove-user mark.old@contoso.com",
        ),
        Verb(
            "export",
            "export customer|user <e-mail> [as access|portability] [received <date>] [ref <text>]",
            "Asks for approval, then goes through the mails with Microsoft's team until the data is there.",
            "export customer anna@contoso.com as access",
        ),
        Verb("find", "find <e-mail>", "Where Customer Insights holds a person: sources and counts.",
             "find anna@contoso.com"),
        Verb("refuse", "refuse <request> [ground]", "Refuses a request to the person, and writes the letter to them.",
             "refuse DSR-7K3QFA legal claims"),
        Verb("hold", "hold <request> <reason>", "A legal hold on the person: nothing of theirs is deleted.",
             "hold DSR-7K3QFA a court case"),
        Verb("release", "release <request>", "Releases a legal hold that someone else set.", "release DSR-7K3QFA"),
        Verb("requests", "requests [open|overdue|mine]", "The requests that are open, overdue or yours.",
             "requests open"),
        Verb("show", "show <request>", "One request in full.", "show DSR-7K3QFA"),
        Verb("cancel", "cancel <request>", "Stops a request.", "cancel DSR-7K3QFA"),
        Verb("person", "person [e-mail]", "Who is who, where an address moved to another account.",
             "person ada@contoso.com"),
        Verb("correct", "correct <request>", "Cancels a request and files it again, corrected.", "correct DSR-7K3QFA"),
    )
}  # fmt: skip


def nearest(word: str) -> str | None:
    """The verb that was probably meant."""
    found = get_close_matches(word.casefold(), VERBS, n=1, cutoff=0.5)
    return found[0] if found else None
