"""The cards and forms that people meet, one for each state and shape."""

from __future__ import annotations

from collections.abc import Mapping

from domain.card import Answer, Button, Card, Confirm, Fact, Field, Form, Input, Item, Option, Style, Tone, say

NASTY = (
    "**bold** _x_ [click](https://evil.example) <at>all</at> `code` {{DATE(2026-01-01T00:00:00Z)}} # head\n- list\u202e"
)
WIDE = "漢字" * 4_000
ASK = Confirm("Start the refresh?", "Your approval counts as the confirmation.", "Approve", "Not now")
STOP = Confirm(
    "Cancel this request?", "What is running is stopped. What is already done stays done.", "Cancel", "Not now"
)
APPROVE = Button("approve", "DSR-7K3QFA", "Approve", Style.PRIMARY, ASK)
DENY = Button("deny", "DSR-7K3QFA", "Deny", Style.DANGER)
DETAILS = Button("details", "DSR-7K3QFA", "Details")
CANCEL = Button("cancel", "DSR-7K3QFA", "Cancel request", Style.DANGER, STOP)
FACTS = (
    Fact("Asked by", "Ada Brandt"),
    Fact("For", "anna@contoso.com"),
    Fact("Reference", "CASE-77"),
    Fact("Received", "2 Nov 2026"),
    Fact("Answer due", "2 Dec 2026"),
)
MASKED = (Fact("Asked by", "Ada Brandt"), Fact("For", "a…@contoso.com"), Fact("Answer due", "2 Dec 2026"))
FOOTER = "DSR-7K3QFA · Contoso · sandbox"
NAMES = ("CRM Contacts", "Webshop Orders", "Loyalty Members")
MAIL = """To: D365CI@microsoft.com
Subject: A data source does not refresh (data subject request)

Environment: Contoso
- Loyalty Members, id a1b2, job job-118, error DataSourceAccessDenied

The refresh failed for good. Please help us."""


def _request(
    status: str, tone: Tone, *signs: tuple[str, str], buttons: tuple[Button, ...] = (), **more: object
) -> Card:
    items = tuple(Item(sign, name, note) for name, (sign, note) in zip(NAMES, signs or [("–", "")] * 3, strict=True))
    given = {"facts": FACTS, "items": items, "buttons": buttons, "footer": FOOTER, **more}
    return Card(title="Refresh 3 sources", status=status, tone=tone, **given)  # type: ignore[arg-type]


STATES: Mapping[str, Answer] = {
    "pending-channel": _request(
        "Waiting for approval · 0 of 1", Tone.WAITING, buttons=(APPROVE, DENY, DETAILS), facts=MASKED
    ),
    "pending-approver": _request("Waiting for approval · 0 of 1", Tone.WAITING, buttons=(APPROVE, DENY)),
    "pending-requester": _request(
        "Waiting for approval · 0 of 1", Tone.WAITING, buttons=(Button("correct", "DSR-7K3QFA", "Correct"), CANCEL)
    ),
    "in-progress": _request(
        "In progress · 1 of 3",
        Tone.WAITING,
        ("✓", ""),
        ("⏳", "refreshing"),
        ("–", "not begun"),
        facts=(*FACTS, Fact("Votes", "1 of 1: ✓ Ben Osei")),
    ),
    "needs-attention": _request(
        "Needs attention",
        Tone.BAD,
        ("✓", ""),
        ("✓", ""),
        ("⚠", "the stored sign-in no longer works. Its owner must sign in again, then press Retry. Owner: Ines Roth."),
        text=("What to do: see the line of each source above, then press Retry. If it keeps failing, send this:",),
        copy=MAIL,
        buttons=(Button("retry", "DSR-7K3QFA", "Retry", Style.PRIMARY), DETAILS),
    ),
    "completed": _request("Completed", Tone.GOOD, ("✓", ""), ("✓", ""), ("✓", "")),
    "denied": _request("Denied", Tone.BAD, text=("Ben Osei: “Please name the person first.”",)),
    "expired": _request(
        "Expired", Tone.NEUTRAL, buttons=(Button("correct", "DSR-7K3QFA", "Ask again", Style.PRIMARY),)
    ),
    "cancelled": _request("Cancelled", Tone.NEUTRAL),
    "sources": Card(
        title="3 data sources",
        items=tuple(
            Item("✓", name, "refreshed · 23 Nov 2026, 03:00", Button("refresh-source", "a1", "Refresh"))
            for name in NAMES
        ),
        footer="Contoso",
    ),
    "sentence": say(
        "I have asked for approval: DSR-7K3QFA. It takes one approver.", "I will keep you up to date here."
    ),
    "refresh-form": Form(
        "refresh",
        "",
        "Refresh data sources",
        "Ask for approval",
        (
            Field("sources", "Which sources?", Input.SOME_OF, tuple(Option(name, name) for name in NAMES)),
            Field("for", "For whom?", required=False, hint="E-mail addresses or customer ids."),
            Field("received", "When did the company receive the request?", Input.DATE, value="2026-11-02"),
            Field("reference", "Your reference", required=False),
        ),
    ),
    "deny-form": Form(
        "deny",
        "DSR-7K3QFA",
        "Deny this request",
        "Deny",
        (Field("reason", "Why? The requester will read this.", Input.PARAGRAPH, error="Please give a reason."),),
    ),
    "right-to-left": Card(
        title="Refresh مصادر البيانات",
        status="In progress · 1 of 2",
        tone=Tone.WAITING,
        facts=(Fact("Asked by", "אדה ברנדט"),),
        items=(Item("✓", "לקוחות (CRM)", "refreshed"), Item("⏳", "طلبات 2026", "refreshing")),
        buttons=(DETAILS,),
        footer="DSR-7K3QFA · حساب",
    ),
}
