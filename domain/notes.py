"""What came of a step, or how it stands: the codes that rows keep. What they say is `domain.words`."""

from __future__ import annotations

from domain.kept import KeptWord


class Note(KeptWord):
    NONE = ""

    # a job of Customer Insights
    EARLIER_JOB = "earlier_job"
    PARTS_UNKNOWN = "parts_unknown"
    QUEUED = "queued"
    RUNNING = "running"
    UNCLEAR = "unclear"
    RETRYING = "retrying"
    UNANSWERED = "unanswered"
    THROTTLED = "throttled"
    SCHEDULED = "scheduled"
    AFRESH = "afresh"
    BUILDING = "building"
    COPIED = "copied"  # still in a copy that is late

    # how it ended
    CREDENTIALS = "credentials"
    USER = "user"
    EXPIRED = "expired"
    DEPENDENCY = "dependency"
    WARNED = "warned"
    EXTERNAL = "external"
    SYSTEM = "system"
    TIMED_OUT = "timed_out"
    SKIPPED = "skipped"
    ABORTED = "aborted"
    DELETED = "deleted"
    GAVE_UP = "gave_up"
    REFUSED = "refused"
    NOT_STARTED = "not_started"
    SAID_NO = "said_no"
    UNREADABLE = "unreadable"
    NO_KEYS = "no_keys"
    NO_INSTANCE = "no_instance"
    NO_RIGHTS = "no_rights"
    BROKE = "broke"

    # stopped, or not begun
    CANCELLED = "cancelled"
    SHARED = "shared"
    TOO_LATE = "too_late"
    NOT_BEGUN = "not_begun"
    ALTERED = "altered"  # the rows are not what was ordered
    HELD = "held"
    PAUSED = "paused"  # by the brake
    ELSEWHERE = "elsewhere"
    APART = "apart"  # one of a batch, of whom something waits for a person

    # the removal of a user
    REMOVING = "removing"
    REMOVED = "removed"
    LISTED = "listed"
    GONE_ONCE = "gone_once"
    GONE_BEFORE = "gone_before"
    NOT_REMOVED = "not_removed"
    OWNER = "owner"
    OWN_APP = "own_app"
    STILL_LISTED = "still_listed"
    LIST_EMPTY = "list_empty"
    LIST_UNREAD = "list_unread"
    LIST_CUT = "list_cut"
    LIST_WITHOUT_US = "list_without_us"
    LIST_SHORT = "list_short"
    LIST_LACKS_MANY = "list_lacks_many"
    LIST_LACKS_UNNAMED = "list_lacks_unnamed"

    # looking for a person
    GONE = "gone"
    STILL_THERE = "still_there"
    NO_CHECK = "no_check"
    CLOSED = "closed"
    FORGOTTEN = "forgotten"
    STILL_HOLDS = "still_holds"
    STILL_HOLDS_PARTS = "still_holds_parts"
    STILL_IN = "still_in"

    # segments
    TO_RUN = "to_run"
    DELETE_ASKED = "delete_asked"
    TO_DELETE = "to_delete"
    EMPTIED = "emptied"
    LEFT_ON = "left_on"
    SEGMENT_GONE = "segment_gone"
    NOT_DELETED = "not_deleted"

    # what people say
    STATED = "stated"
    TICKED = "ticked"
    CONFIRMED = "confirmed"
    TOLD = "told"
    NOT_TOLD = "not_told"
    TOLD_NO = "told_no"

    # letters and mails of an export
    TO_SEND = "to_send"
    SENT = "sent"
    DOUBTFUL = "doubtful"
    MAIL_REFUSED = "mail_refused"
    MAIL_DOWN = "mail_down"
    ANSWERED = "answered"
    ASKED = "asked"
    DELIVERED = "delivered"
    UNREAD = "unread"
    SILENT = "silent"
    BOUNCED = "bounced"
    NOT_PORTABLE = "not_portable"


_KNOWN = frozenset(Note)


def is_known(note: Note) -> bool:
    """Whether this release knows what it says."""
    return note in _KNOWN
