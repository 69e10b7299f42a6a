"""A mail that changed nothing, as it is shown to the tenant admins: who wrote, what it is taken for, and what to do."""

from __future__ import annotations

from datetime import datetime

from domain.card import Button, Card, Fact, say
from domain.export import plan as ticket
from domain.mail.message import Meaning, StoredMail
from domain.moment import Timed
from domain.notice import Notice
from domain.request import Step
from domain.words.language import Words
from handlers.deps import Deps
from handlers.ports import Unit
from handlers.requests.sealed import told_by


def mail_card(unit: Unit, deps: Deps, notice: Notice, words: Words) -> Card:
    mail = unit.mails.get(int(notice.data["mail"]))
    assert mail, "a notice of a mail is written in the transaction that takes note of it"
    told, waiting = told_by(unit.shown(), mail), _waiting(unit, deps, mail)
    reason = words.mail.REASONS.get(mail.reason, "")
    facts = (
        Fact(words.mail.FROM, told.get("from", words.people.LOST) or words.mail.NOBODY),
        Fact(words.mail.SUBJECT, told.get("subject", words.people.LOST)),
        Fact(words.mail.CAME, Timed(words.moments.at(mail.received_at, deps.policy.timezone))),
    )
    ref = f"{mail.request_id}.{waiting.position}/{mail.id}" if waiting else ""
    buttons = [Button("mail-came", ref, words.export.DEEDS[ticket.Deed.CAME])] if waiting else []
    buttons += [Button("show", mail.request_id, words.buttons.SHOW)] if mail.request_id else []
    junk = words.mail.IN_JUNK if told.get("junk") and mail.reason != "junk" else ""
    read = words.mail.they_wrote(told["said"]) if waiting and told.get("said") else ""  # so that it can be compared
    text = (words.mail.MEANINGS[mail.meaning], reason, junk, words.mail.IF_IT_IS_THEIRS if waiting else "", read)
    unread = mail.reason == "unreadable" and not mail.request_id
    return Card(
        title=words.mail.UNREADABLE_TITLE if unread else words.mail.title(mail.request_id or ""),
        facts=facts,
        text=(words.mail.UNREADABLE_MAIL,) if unread else tuple(filter(None, text)),
        buttons=tuple(buttons),
        footer=deps.policy.environment_name,
    )


def _waiting(unit: Unit, deps: Deps, mail: StoredMail) -> Step | None:
    """The stage that this mail may settle, if a person says so. What is proved to be something else never does."""
    request = unit.requests.get(mail.request_id) if mail.request_id else None
    may_be = mail.meaning is Meaning.UNCLEAR or mail.reason == "by_machine"
    if not request or not request.open or not may_be:
        return None
    return ticket.waits_for_mail(unit.steps.of(request.id))


def mailbox_card(deps: Deps, notice: Notice, words: Words) -> Card:
    """Since when the mailbox is not read, or that it is again."""
    if "again" in notice.data:
        return say(words.mail.MAILBOX_AGAIN)
    since = words.moments.at(datetime.fromisoformat(notice.data["since"]), deps.policy.timezone)
    return say(words.mail.mailbox_unread(since))
