"""What came of a step, or how it stands."""

from __future__ import annotations

from collections.abc import Mapping

from domain.erasure.plan import StepKind
from domain.moment import Moment, Timed
from domain.notes import Note, is_known

NOTES: Mapping[Note, str] = {
    Note.EARLIER_JOB: "waits for an earlier refresh to end",
    Note.PARTS_UNKNOWN: "waits for a run in Customer Insights that does not say what it works on, so it counts for nothing here",
    Note.QUEUED: "waits for its turn",
    Note.RUNNING: "refreshing",
    Note.UNCLEAR: "in a state that I do not know; I keep looking",
    Note.RETRYING: "failed, Customer Insights is trying again",
    Note.UNANSWERED: "Customer Insights is not answering; I keep trying",
    Note.THROTTLED: "Customer Insights asked for a pause",
    Note.CREDENTIALS: "the stored sign-in no longer works. Its owner must sign in again in Customer Insights, then press Retry.",
    Note.USER: "something in the set-up of the source is wrong. Its owner should open it in Customer Insights, then press Retry.",
    Note.EXPIRED: "the cached data of the sources has expired, so one of them alone cannot be worked on. Refresh all sources once (“refresh all”), then press Retry.",
    Note.DEPENDENCY: "something in Dataverse depends on these tables and blocks the work; the sources are not at fault. Whoever runs Dataverse must remove the dependency, then press Retry.",
    Note.WARNED: "refreshed with warnings: rows may be missing",
    Note.EXTERNAL: "the place the data comes from gave an error. Its owner should check it, then press Retry.",
    Note.SYSTEM: "Customer Insights itself gave an error. Press Retry; if it fails again, write to Microsoft's team.",
    Note.TIMED_OUT: "it took too long and Customer Insights gave up. Press Retry; if it happens again, write to Microsoft's team.",
    Note.SKIPPED: "Customer Insights skipped it because something before it failed. The data was not refreshed. Press Retry.",
    Note.ABORTED: "the refresh was stopped in Customer Insights; the old data stays. Press Retry.",
    Note.DELETED: "the source no longer exists in Customer Insights.",
    Note.GAVE_UP: "no result after a long wait. Look at it in Customer Insights, then press Retry.",
    Note.REFUSED: "Customer Insights refused to start the refresh. It may take the owner of the source: ask them, then press Retry.",
    Note.CANCELLED: "stopped",
    Note.SHARED: "goes on in Customer Insights, because it serves others too",
    Note.TOO_LATE: "could not be stopped; Customer Insights finishes it",
    Note.NOT_BEGUN: "not begun",
    Note.REMOVING: "removing",
    Note.REMOVED: "role removed",
    Note.LISTED: "removed; Customer Insights can take 15 minutes to show it",
    Note.GONE: "gone",
    Note.GONE_BEFORE: "was gone already",
    Note.GONE_ONCE: "not in the list of users any more; I look once more to be sure",
    Note.NOT_STARTED: "I asked several times, and Customer Insights neither started it nor said why. Look at Data > Data sources and System > Status there, then press Retry.",
    Note.NOT_DELETED: "Customer Insights gave an error each time, and still lists it. Look at the segment there, then press Retry.",
    Note.LEFT_ON: "emptied, and could not be switched off again. Deactivate it in Customer Insights if it should not be active.",
    Note.NOT_REMOVED: "Customer Insights gave an error each time. Look at Settings > Permissions in Customer Insights, then press Retry.",
    Note.OWNER: "this is the owner of the environment. Ownership must move to another administrator in Customer Insights first.",
    Note.OWN_APP: "this is DSR Bot's own application, which I do not remove.",
    Note.STILL_LISTED: "still in the list of users after a long wait. Look at it in Customer Insights, then press Retry.",
    Note.ELSEWHERE: "belongs to another environment than the one I work in now. File it again there.",
    Note.BROKE: "something went wrong on my side. Press Retry; if it happens again, tell whoever runs DSR Bot.",
    Note.STATED: "stated",
    Note.STILL_HOLDS: "was refreshed, and still holds the person. Delete the record in the original source, then press Retry.",
    Note.STILL_HOLDS_PARTS: "was refreshed, and still holds the person. It is read in parts, so deleting the record is not enough: list it in the source's Deletes folder and wait for the hour to end, or have the source refreshed fully once. Then press Retry.",
    Note.STILL_IN: "still holds the person. Press Retry to decide anew.",
    Note.FORGOTTEN: "the key of the person was destroyed, so nobody knows any more whom to look for",
    Note.COPIED: "still in a copy in Dataverse, which follows later; I look again",
    Note.BUILDING: "waits: the store that answers look-ups is being rebuilt",
    Note.STILL_THERE: "still there",
    Note.NO_CHECK: "could not check",
    Note.CLOSED: "not verified by look-up; closed by an approver",
    Note.AFRESH: "will be run once more",
    Note.TO_RUN: "will be activated and run",
    Note.DELETE_ASKED: "its deletion waits for approval",
    Note.TO_DELETE: "will be deleted",
    Note.EMPTIED: "activated, run, and put to rest again",
    Note.SEGMENT_GONE: "deleted",
    Note.TICKED: "ticked off",
    Note.CONFIRMED: "the list is complete",
    Note.TOLD: "told",
    Note.NOT_TOLD: "could not be told",
    Note.TOLD_NO: "refused, with the ground, the right to complain and the remedy",
    Note.SCHEDULED: "waits for the scheduled refresh",
    Note.APART: "something of this one alone waits for a person",
    Note.ALTERED: "my records no longer say what was filed and approved. Nothing is done; the admins were told.",
    Note.HELD: "a legal hold covers this person. Nothing is done until someone releases it.",
    Note.PAUSED: "stopped, as all deletions are paused. It goes on by itself when an admin resumes them.",
    Note.TO_SEND: "on its way",
    Note.SENT: "sent",
    Note.DOUBTFUL: "nobody knows whether it went out. Please look into the Sent folder of the mailbox, then press Resolve.",
    Note.MAIL_REFUSED: "the mailbox refused it, so it was not sent. Whoever runs DSR Bot can try “dsrbot check”; then send it again.",
    Note.MAIL_DOWN: "the mailbox did not answer for a long time, so it was not sent. Please send it again.",
    Note.ANSWERED: "not needed any more",
    Note.ASKED: "came",
    Note.DELIVERED: "delivered",
    Note.UNREAD: "a mail came that I cannot read; it may be their answer. Please look into the mailbox, then press “It came”, or send a reminder.",
    Note.SILENT: "nothing came for a long time. Write to Microsoft's team another way, or once more.",
    Note.BOUNCED: "our mail came back undelivered. Check the address of Microsoft's team, then send a reminder.",
    Note.NOT_PORTABLE: "what came cannot be read by machines, so it is no portability (GDPR Art. 20). Send a reminder, which asks for a format such as CSV.",
    Note.NO_KEYS: "Customer Insights refuses the sign-in or both keys. Whoever runs DSR Bot should run “dsrbot check”; then press Retry.",
    Note.NO_INSTANCE: "Customer Insights does not know the environment any more; it may have been reset or moved. Whoever runs DSR Bot should run “dsrbot check”; then press Retry.",
    Note.SAID_NO: "Customer Insights refused it and does not say why in words that I know. Look at it in Customer Insights, then press Retry.",
    Note.UNREADABLE: "Customer Insights answered in a way that I do not understand, several times, so I do not guess. Look at it in Customer Insights, then press Retry.",
    Note.LIST_EMPTY: "could not check: the list of users came back empty, and it cannot be. Look at Settings > Permissions in Customer Insights, then press Retry.",
    Note.LIST_UNREAD: "could not check: some entries of the list of users cannot be read. Look at Settings > Permissions in Customer Insights, then press Retry.",
    Note.LIST_CUT: "could not check: the list of users did not end. Look at Settings > Permissions in Customer Insights, then press Retry.",
    Note.LIST_WITHOUT_US: "could not check: DSR Bot’s own application is missing from the list of users, so the list is not whole. Look at Settings > Permissions in Customer Insights, then press Retry.",
    Note.LIST_SHORT: "could not check: others who were in the list of users are missing as well. If Settings > Permissions in Customer Insights shows them, press Retry. If somebody removed them too, another admin or an approver says so with “Others left…”.",
    Note.LIST_LACKS_MANY: "could not check: very many who were in the list of users are missing as well. Look at Settings > Permissions in Customer Insights. If it shows them, press Retry; if they were removed, cancel this and ask for the removal anew.",
    Note.LIST_LACKS_UNNAMED: "could not check: others who were in the list of users are missing as well. I cannot tell who they are, so nobody can vouch for them. Look at Settings > Permissions in Customer Insights. If nobody is missing there, press Retry; if they were removed, cancel this and ask for the removal anew.",
    Note.NO_RIGHTS: "DSR Bot may not do this. Its application needs the role Administrator in Customer Insights.",
}  # fmt: skip

UNKNOWN = "noted by another release of DSR Bot; this one does not know what it means"

# Where it is no source that they are about.
_MADE = (StepKind.DOWNSTREAM, StepKind.SEGMENT)

_NOTES_OF_MADE = {
    Note.USER: "something in its set-up is wrong. Open it in Customer Insights and mend it, then press Retry.",
    Note.EXTERNAL: "something outside of Customer Insights gave an error. Look at System > Status there, then press Retry.",
    Note.SKIPPED: "Customer Insights skipped it because something before it failed, so it still works with the old data. Press Retry.",
    Note.ABORTED: "it was stopped in Customer Insights; what was there stays. Press Retry.",
    Note.EXPIRED: "the cached data of the sources has expired, so this alone cannot be run. Refresh all sources once (“refresh all”), then press Retry.",
    Note.REFUSED: "Customer Insights refused to start it and does not say why in words that I know. Look at System > Status there, then press Retry.",
}


def happened(code: Note) -> str:
    """Without what the reader of a card is asked to do."""
    return NOTES.get(code, "").partition(". ")[0].rstrip(".")


def note(code: Note, part: StepKind) -> str:
    """What came of a step, or how it stands; for a process or a segment nobody is sent to the owner of a source."""
    if not is_known(code):
        return UNKNOWN
    return (_NOTES_OF_MADE.get(code, "") if part in _MADE else "") or NOTES.get(code, "")


def owner_is(name: str) -> str:
    return f"Owner: {name}."


def service_says(fault: str) -> str:
    return f"Customer Insights says: “{fault}”"


def silent_since(when: str | Moment) -> str:
    return Timed("Customer Insights is not answering; I keep trying, since ", when)
