"""What came of a step, or how it stands."""

from __future__ import annotations

from collections.abc import Mapping

from domain.erasure.plan import StepKind
from domain.moment import Moment, Timed

NOTES: Mapping[str, str] = {
    "earlier_job": "waits for an earlier refresh to end",
    "queued": "waits for its turn",
    "running": "refreshing",
    "unclear": "in a state that I do not know; I keep looking",
    "retrying": "failed, Customer Insights is trying again",
    "unanswered": "Customer Insights is not answering; I keep trying",
    "throttled": "Customer Insights asked for a pause",
    "credentials": "the stored sign-in no longer works. Its owner must sign in again in Customer Insights, then press Retry.",
    "user": "something in the set-up of the source is wrong. Its owner should open it in Customer Insights, then press Retry.",
    "expired": "the cached data of the sources has expired, so one of them alone cannot be worked on. Refresh all sources once (“refresh all”), then press Retry.",
    "dependency": "something in Dataverse depends on these tables and blocks the work; the sources are not at fault. Whoever runs Dataverse must remove the dependency, then press Retry.",
    "warned": "refreshed with warnings: rows may be missing",
    "external": "the place the data comes from gave an error. Its owner should check it, then press Retry.",
    "system": "Customer Insights itself gave an error. Press Retry; if it fails again, write to Microsoft's team.",
    "timed_out": "it took too long and Customer Insights gave up. Press Retry; if it happens again, write to Microsoft's team.",
    "skipped": "Customer Insights skipped it because something before it failed. The data was not refreshed. Press Retry.",
    "aborted": "the refresh was stopped in Customer Insights; the old data stays. Press Retry.",
    "deleted": "the source no longer exists in Customer Insights.",
    "gave_up": "no result after a long wait. Look at it in Customer Insights, then press Retry.",
    "refused": "Customer Insights refused to start the refresh. It may take the owner of the source: ask them, then press Retry.",
    "cancelled": "stopped",
    "shared": "goes on in Customer Insights, because it serves others too",
    "too_late": "could not be stopped; Customer Insights finishes it",
    "not_begun": "not begun",
    "removing": "removing",
    "removed": "role removed",
    "listed": "removed; Customer Insights can take 15 minutes to show it",
    "gone": "gone",
    "gone_before": "was gone already",
    "gone_once": "not in the list of users any more; I look once more to be sure",
    "not_started": "I asked several times, and Customer Insights neither started it nor said why. Look at Data > Data sources and System > Status there, then press Retry.",
    "not_deleted": "Customer Insights gave an error each time, and still lists it. Look at the segment there, then press Retry.",
    "left_on": "emptied, and could not be switched off again. Deactivate it in Customer Insights if it should not be active.",
    "not_removed": "Customer Insights gave an error each time. Look at Settings > Permissions in Customer Insights, then press Retry.",
    "owner": "this is the owner of the environment. Ownership must move to another administrator in Customer Insights first.",
    "own_app": "this is DSR Bot's own application, which I do not remove.",
    "still_listed": "still in the list of users after a long wait. Look at it in Customer Insights, then press Retry.",
    "elsewhere": "belongs to another environment than the one I work in now. File it again there.",
    "broke": "something went wrong on my side. Press Retry; if it happens again, tell whoever runs DSR Bot.",
    "stated": "stated",
    "still_holds": "was refreshed, and still holds the person. Delete the record in the original source, then press Retry.",
    "still_holds_parts": "was refreshed, and still holds the person. It is read in parts, so deleting the record is not enough: list it in the source's Deletes folder and wait for the hour to end, or have the source refreshed fully once. Then press Retry.",
    "still_in": "still holds the person. Press Retry to decide anew.",
    "forgotten": "the key of the person was destroyed, so nobody knows any more whom to look for",
    "building": "waits: the store that answers look-ups is being rebuilt",
    "still_there": "still there",
    "no_check": "could not check",
    "closed": "not verified by look-up; closed by an approver",
    "afresh": "will be run once more",
    "to_run": "will be activated and run",
    "delete_asked": "its deletion waits for approval",
    "to_delete": "will be deleted",
    "emptied": "activated, run, and put to rest again",
    "segment_gone": "deleted",
    "ticked": "ticked off",
    "confirmed": "the list is complete",
    "told": "told",
    "not_told": "could not be told",
    "told_no": "refused, with the ground, the right to complain and the remedy",
    "scheduled": "waits for the scheduled refresh",
    "held": "a legal hold covers this person. Nothing is done until someone releases it.",
    "to_send": "on its way",
    "sent": "sent",
    "doubtful": "nobody knows whether it went out. Please look into the Sent folder of the mailbox, then press Resolve.",
    "mail_refused": "the mailbox refused it, so it was not sent. Whoever runs DSR Bot can try “dsrbot check”; then send it again.",
    "mail_down": "the mailbox did not answer for a long time, so it was not sent. Please send it again.",
    "answered": "not needed any more",
    "asked": "came",
    "delivered": "delivered",
    "unread": "a mail came that I cannot read; it may be their answer. Please look into the mailbox, then press “It came”, or send a reminder.",
    "silent": "nothing came for a long time. Write to Microsoft's team another way, or once more.",
    "bounced": "our mail came back undelivered. Check the address of Microsoft's team, then send a reminder.",
    "not_portable": "what came cannot be read by machines, so it is no portability (GDPR Art. 20). Send a reminder, which asks for a format such as CSV.",
    "no_keys": "Customer Insights refuses the sign-in or both keys. Whoever runs DSR Bot should run “dsrbot check”; then press Retry.",
    "no_instance": "Customer Insights does not know the environment any more; it may have been reset or moved. Whoever runs DSR Bot should run “dsrbot check”; then press Retry.",
    "said_no": "Customer Insights refused it and does not say why in words that I know. Look at it in Customer Insights, then press Retry.",
    "unreadable": "Customer Insights answered in a way that I do not understand, several times, so I do not guess. Look at it in Customer Insights, then press Retry.",
    "list_empty": "could not check: the list of users came back empty, and it cannot be. Look at Settings > Permissions in Customer Insights, then press Retry.",
    "list_unread": "could not check: some entries of the list of users cannot be read. Look at Settings > Permissions in Customer Insights, then press Retry.",
    "list_cut": "could not check: the list of users did not end. Look at Settings > Permissions in Customer Insights, then press Retry.",
    "list_without_us": "could not check: DSR Bot’s own application is missing from the list of users, so the list is not whole. Look at Settings > Permissions in Customer Insights, then press Retry.",
    "list_short": "could not check: others who were in the list of users are missing as well. If Settings > Permissions in Customer Insights shows them, press Retry. If somebody removed them too, another admin or an approver says so with “Others left…”.",
    "list_lacks_many": "could not check: very many who were in the list of users are missing as well. Look at Settings > Permissions in Customer Insights. If it shows them, press Retry; if they were removed, cancel this and ask for the removal anew.",
    "list_lacks_unnamed": "could not check: others who were in the list of users are missing as well. I cannot tell who they are, so nobody can vouch for them. Look at Settings > Permissions in Customer Insights. If nobody is missing there, press Retry; if they were removed, cancel this and ask for the removal anew.",
    "no_rights": "DSR Bot may not do this. Its application needs the role Administrator in Customer Insights.",
}  # fmt: skip

# Where it is no source that they are about.
_MADE = (StepKind.DOWNSTREAM, StepKind.SEGMENT)

_NOTES_OF_MADE = {
    "user": "something in its set-up is wrong. Open it in Customer Insights and mend it, then press Retry.",
    "external": "something outside of Customer Insights gave an error. Look at System > Status there, then press Retry.",
    "skipped": "Customer Insights skipped it because something before it failed, so it still works with the old data. Press Retry.",
    "aborted": "it was stopped in Customer Insights; what was there stays. Press Retry.",
    "expired": "the cached data of the sources has expired, so this alone cannot be run. Refresh all sources once (“refresh all”), then press Retry.",
    "refused": "Customer Insights refused to start it and does not say why in words that I know. Look at System > Status there, then press Retry.",
}


def note(code: str, part: StepKind) -> str:
    """What came of a step, or how it stands; for a process or a segment nobody is sent to the owner of a source."""
    return (_NOTES_OF_MADE.get(code, "") if part in _MADE else "") or NOTES.get(code, "")


def owner_is(name: str) -> str:
    return f"Owner: {name}."


def service_says(fault: str) -> str:
    return f"Customer Insights says: “{fault}”"


def silent_since(when: str | Moment) -> str:
    return Timed("Customer Insights is not answering; I keep trying, since ", when)
