"""One entry of the audit log, as it is read again."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.kept import KeptWord


class EventKind(KeptWord):
    """What happened. For those who check the log: docs/audit-log.md."""

    # a request, from its filing to its end
    REQUEST_FILED = "request.filed"
    REQUEST_ORDERED = "request.ordered"
    BATCH_FILED = "batch.filed"
    REQUEST_ALTERED = "request.altered"
    REQUEST_VIEWED = "request.viewed"
    REQUEST_APPROVED = "request.approved"
    REQUEST_DENIED = "request.denied"
    REQUEST_EXPIRED = "request.expired"
    REQUEST_CANCEL_ASKED = "request.cancel-asked"
    REQUEST_CANCELLED = "request.cancelled"
    REQUEST_COMPLETED = "request.completed"
    REQUEST_STALLED = "request.stalled"
    REQUEST_RETRIED = "request.retried"
    REQUEST_REFUSED = "request.refused"
    REQUEST_REFUSAL = "request.refusal"
    REQUEST_EXTENDED = "request.extended"
    IDENTITY_ASKED = "identity.asked"
    IDENTITY_PROVED = "identity.proved"
    RECEIPT_ASKED = "receipt.asked"
    RECEIPT_APPROVED = "receipt.approved"
    REQUEST_REMINDED = "request.reminded"
    REQUEST_ESCALATED = "request.escalated"
    REQUEST_LATE = "request.late"

    # votes
    VOTE_APPROVE = "vote.approve"
    VOTE_DENY = "vote.deny"
    VOTE_NOT_COUNTED = "vote.not-counted"
    VOTE_VOID = "vote.void"
    APPROVER_LEFT = "approver.left"

    # its steps
    STEP_DONE = "step.done"
    STEP_FAILED = "step.failed"
    STEP_CANCELLED = "step.cancelled"

    # an erasure, and what people say of its parts
    ERASURE_PLANNED = "erasure.planned"
    ERASURE_SHARED = "erasure.shared"
    ERASURE_CHECKED = "erasure.checked"
    ERASURE_STATE = "erasure.state"
    ERASURE_DECIDE = "erasure.decide"
    ERASURE_VOTE = "erasure.vote"
    ERASURE_TICK = "erasure.tick"
    ERASURE_CLOSE = "erasure.close"
    ERASURE_CONFIRM = "erasure.confirm"
    ERASURE_TELL = "erasure.tell"
    ERASURE_ANSWER = "erasure.answer"
    REMOVAL_LEFT = "removal.left"

    # an export, its letters and mails
    EXPORT_SEND = "export.send"
    EXPORT_SENT = "export.sent"
    EXPORT_RESOLVE = "export.resolve"
    EXPORT_CAME = "export.came"
    EXPORT_ANSWER = "export.answer"
    EXPORT_REMIND = "export.remind"
    EXPORT_NUDGED = "export.nudged"
    EXPORT_SILENT = "export.silent"
    EXPORT_UNREAD = "export.unread"
    EXPORT_NOT_IT = "export.not_it"
    EXPORT_LATE = "export.late"
    MAIL_READ = "mail.read"
    MAILBOX_READ = "mailbox.read"
    MAILBOX_UNREAD = "mailbox.unread"

    # legal holds, and who is one human
    SUBJECT_HELD = "subject.held"
    SUBJECT_RELEASED = "subject.released"
    SUBJECT_UNITED = "subject.united"
    SUBJECT_LOOKED_UP = "subject.looked-up"
    SUBJECT_KEPT = "subject.kept"
    SUBJECT_DESTROYED = "subject.destroyed"

    # those who act
    PERSON_LOOKED_UP = "person.looked-up"
    PERSON_UNITED = "person.united"
    PERSON_MOVED = "person.moved"
    PERSON_SETTLED = "person.settled"
    PERSON_EXPORTED = "person.exported"
    PERSON_ERASED = "person.erased"

    DELEGATION_BEGUN = "delegation.begun"
    DELEGATION_ENDED = "delegation.ended"

    # their devices, and codes that were wrong
    DEVICE_BEGUN = "device.begun"
    DEVICE_PROVED = "device.proved"
    DEVICE_MISSED = "device.missed"
    DEVICE_VOID = "device.void"
    DEVICE_KEPT = "device.kept"
    DEVICE_ENDED = "device.ended"
    CODE_USED = "code.used"
    CODE_WRONG = "code.wrong"
    CODE_LOCKED = "code.locked"

    # what was looked at, or tried in vain
    SOURCES_VIEWED = "sources.viewed"
    USERS_VIEWED = "users.viewed"
    REQUESTS_VIEWED = "requests.viewed"
    REQUEST_SHOWN = "request.shown"
    HOLDS_VIEWED = "holds.viewed"
    REPORT_VIEWED = "report.viewed"
    LOOKS_ASKED = "looks.asked"
    VISITOR_LOOKED = "visitor.looked"
    LOG_EXPORTED = "log.exported"
    CERTIFICATE_WRITTEN = "certificate.written"
    LETTER_DRAFTED = "letter.drafted"
    LETTER_SEND = "letter.send"
    LETTER_SENT = "letter.sent"
    FILE_ASKED = "file.asked"
    FILE_SENT = "file.sent"
    ACT_REFUSED = "act.refused"

    # where the Slack app is installed
    WORKSPACE_INSTALLED = "workspace.installed"
    WORKSPACE_LEFT = "workspace.taken-away"
    WORKSPACE_LOST = "workspace.lost"
    WORKSPACE_WITHDRAWN = "workspace.withdrawn"

    # the bot itself
    BRAKE_ON = "brake.on"
    BRAKE_OFF = "brake.off"
    CLOCK_LEAPT = "clock.leapt"
    LOG_KEY_CHANGED = "log.key-changed"
    LOG_CUT = "log.cut"
    TEXTS_BOUND = "texts.bound"
    KEYS_HIDDEN = "keys.hidden"
    LOG_BEHIND = "log.behind"
    LOG_STAMPED = "log.stamped"
    EVENTS_PROVED = "events.proved"
    ENDS_KEPT = "ends.kept"


@dataclass(frozen=True, kw_only=True)
class Event:
    """`at` is UTC; `data` holds ids, codes and ciphertext, never clear personal data. `actor`: None for the bot."""

    kind: EventKind
    at: datetime
    actor: str | None
    request: str | None
    data: Mapping[str, str]

    def sealed(self, name: str) -> bytes:
        """The bytes that stand there in base64; none where somebody wrote something else."""
        try:
            return b64decode(self.data.get(name, ""), validate=True)
        except (Error, ValueError):
            return b""
