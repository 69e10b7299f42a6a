"""Every sentence a person can read, in one place, in English. Short, plain and kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, tzinfo

from domain.addresses import may_be_address
from domain.chat import Standing
from domain.erasure.looks import MOST_ROWS, Control, How, Look, Why
from domain.erasure.looks import Kind as PlaceKind
from domain.erasure.outliving import Outliving
from domain.erasure.plan import HumanTask, StepKind
from domain.export.letters import Holder, Purpose
from domain.export.plan import Deed, Stage
from domain.insights import RefreshState
from domain.mail.message import Meaning
from domain.moment import PLACE, Moment, Timed
from domain.people import Role
from domain.plain import one_line
from domain.request import Kind, State, StepState
from domain.votes import Objection

SIGNS = {
    StepState.WAITING: "–",
    StepState.RUNNING: "⏳",
    StepState.RETRYING: "⏳",
    StepState.DONE: "✓",
    StepState.FAILED: "⚠",
    StepState.CANCELLED: "–",
}

STATES = {
    State.PENDING_APPROVAL: "Waiting for approval",
    State.IN_PROGRESS: "In progress",
    State.NEEDS_ATTENTION: "Needs attention",
    State.COMPLETED: "Completed",
    State.DENIED: "Denied",
    State.EXPIRED: "Expired",
    State.CANCELLED: "Cancelled",
    State.REFUSED: "Refused",
}

# ---- buttons

APPROVE, DENY, DETAILS, RETRY, CANCEL, CORRECT = "Approve", "Deny", "Details", "Retry", "Cancel request", "Correct"
ASK_AGAIN, REFRESH, SHOW, FILE_ANYWAY, OPEN_FORM = "Ask again", "Refresh", "Show", "File anyway…", "Open the form"
KEEP = "Not now"

# ---- who you are

STANDING = {
    Standing.GUEST: "Guests cannot use DSR Bot. Please ask a full member of the company.",
    Standing.STRANGER: "DSR Bot only listens to members of its own company. Nothing was changed.",
    Standing.BOT: "DSR Bot does not take orders from other bots. Nothing was changed.",
    Standing.DEACTIVATED: "This account is deactivated, so it cannot use DSR Bot. Nothing was changed.",
    Standing.UNCONFIRMED: "Please confirm your e-mail address first. Until then DSR Bot cannot know who you are.",
    Standing.UNKNOWN: "I could not check who you are just now. Nothing was changed. Please try again in a minute.",
    Standing.ABSENT: "DSR Bot is not connected to the app that you write from. Nothing was changed.",
    Standing.MOVED: "An e-mail address of yours is, or was, that of another account as well. Until an admin has said who is who, you have no role here. Please ask an admin to type “person”. Nothing was changed.",
}


def needs_role(roles: Iterable[Role], thing: str) -> str:
    names = sorted(roles)
    listed = ", ".join(names[:-1]) + f" or {names[-1]}" if len(names) > 1 else names[0]
    return f"{thing} takes the role {listed}, which you do not have. Please ask someone who has it."


# ---- what was not understood

CANNOT_NOW = "Something went wrong on my side. Nothing was lost; please try again in a minute."
STALE_BUTTON = "This button belongs to something I no longer know. Type “requests” to see what is open."
NO_SOURCES = "Customer Insights shows no data sources in this environment."
NO_USERS = "Customer Insights shows no users in this environment."
INSIGHTS_UNREADABLE = "Customer Insights answered in a way that I do not understand, so I do not guess. Nothing was changed. Look at it in Customer Insights; if it goes on, whoever runs DSR Bot should run “dsrbot check”."
INSIGHTS_DOWN = "Customer Insights is not answering just now. Nothing was changed; please try again in a few minutes."
INSIGHTS_NO = "Customer Insights does not let me do that. Please ask whoever runs DSR Bot to check its rights there."


def unknown_verb(word: str, nearest: str | None) -> str:
    hint = f"Did you mean “{nearest}”?" if nearest else "Type “help” to see what I can do."
    return f"I do not know the command “{word[:40]}”. {hint}"


def button_not_command(word: str) -> str:
    return f"“{word}” is a button on the card of a request. Type “show” and the request's id to see it."


def unknown_request(ref: str) -> str:
    return f"I know no request “{ref[:20]}”. Type “requests” to see them."


def which_request(verb: str) -> str:
    return f"Which request? For example: {verb} DSR-7K3QFA. Type “requests” to see them."


def ambiguous_source(name: str) -> str:
    return f"There is more than one source called “{name[:80]}”. Please use the id of the one you mean."


def unknown_source(name: str, nearest: Sequence[str]) -> str:
    hint = (
        " Did you mean " + " or ".join(f"“{near}”" for near in nearest) + "?"
        if nearest
        else " Type “sources” to see them."
    )
    return f"I know no source called “{name[:80]}”.{hint}"


def bad_date(text: str) -> str:
    return f"“{text[:30]}” is not a date I can read. Please write it as year-month-day, for example 2026-11-02."


def missing_value(option: str) -> str:
    return f"After “{option}” something is missing."


FUTURE_DELETION = "The day of the deletion cannot lie in the future."
FUTURE_DATE = "The day of receipt cannot lie in the future."
EARLY_DATE = "The day of receipt cannot lie before 25 May 2018, when the GDPR came to apply."
GONE_SOURCE = "This source no longer exists in Customer Insights."
NO_SOURCE_NAMED = "Please name at least one source, or “all”."
NOTHING_FILED = "Nothing was filed."
ADDRESS_IN_PUBLIC = "Please do not name people in a channel. Here is the form instead, which only you see."


def not_an_address(text: str) -> str:
    return f"“{text[:60]}” is not an e-mail address. Please give the address alone, as in anna@contoso.com."


WHOM_TO_REMOVE = "Please give at least one e-mail address, as in anna@contoso.com."


def not_a_person(text: str) -> str:
    if may_be_address(text):
        return not_an_address(text)
    return (
        f"I cannot tell whom “{text[:60]}” means. Please give the e-mail address alone, as in anna@contoso.com, "
        "or the customer’s id; an id that looks unusual goes in quotes."
    )


ONE_PERSON = "Please name one person at a time."


UNKNOWN_MENTION = "I could not find the e-mail address of the person you mentioned. Please type the address."

# ---- filing


def filed(ref: str, quorum: int) -> str:
    people = "one approver" if quorum == 1 else f"{quorum} approvers"
    return f"I have asked for approval: {ref}. It takes {people}. I will keep you up to date in our private chat."


def twin(ref: str) -> str:
    return f"The same request is open already: {ref}. You can wait for it, or file another one."


def twin_of_others(ref: str) -> str:
    return f"The same request is open already: {ref}. Somebody else has filed it; an admin can say how it stands."


ALL_FROZEN = "“All” means the sources of today. A source added later is not part of this request."


def needs_sign_in(names: Sequence[str]) -> str:
    return (
        f"Someone must first sign in again in Customer Insights: {', '.join(names)}. Until then the refresh will fail."
    )


def no_assignment(who: str, through: Sequence[str]) -> str:
    if through:
        return f"{who} has no role of their own, but has access through {', '.join(through)}. Please change the group."
    return f"{who} has no role in Customer Insights, so there is nothing to remove."


def not_in_directory(who: str) -> str:
    return f"I found nobody with the address {who} in the directory. Please check the spelling."


OWN_APPLICATION = (
    "This is DSR Bot's own application. Without it I could not work, so I do not remove it. "
    "An administrator can do it in Customer Insights under Settings, Permissions."
)


def elsewhere(ref: str) -> str:
    return f"{ref} belongs to another environment than the one I work in now. Nothing was changed."


# ---- deciding

OWN_REQUEST = "You cannot decide on your own request. Please ask another approver. Nothing was changed."
OBJECTIONS = {
    Objection.VOTED_ALREADY: "You have voted on this already. One person has one vote. Nothing was changed.",
    Objection.DECIDED: "This was decided already. Nothing was changed.",
    Objection.DENIED: "This was denied already. Nothing was changed.",
    Objection.EXPIRED: "This has expired: nobody decided in time. The requester can ask again. Nothing was changed.",
    Objection.CANCELLED: "This was cancelled. Nothing was changed.",
    Objection.REFUSED: "This was refused to the subject. Nothing was changed.",
    Objection.HELD: "A legal hold covers this person, so this cannot be approved now. Nothing was changed.",
}


def decided_by(names: Sequence[str], when: str | Moment) -> str:
    return Timed(f"By {', '.join(names)}, ", when, ".") if names else ""


def approved(ref: str, count: int, quorum: int) -> str:
    if count >= quorum:
        return f"Approved. {ref} starts now."
    return f"Your approval of {ref} counts: {count} of {quorum}. It waits for {quorum - count} more."


def denied(ref: str) -> str:
    return f"Denied. {ref} will not be done, and the requester will hear your reason."


REASON_LABEL = "Why? The requester will read this."
DENY_TITLE = "Deny this request"
NEEDS_REASON = "Please give a reason, so that the requester knows what to do."

# ---- the card

ASKED_BY, FOR, REFERENCE, RECEIVED, DUE = "Asked by", "For", "Reference", "Received", "Answer due"
VOTES, INSTEAD_OF, SANDBOX = "Votes", "Instead of", "sandbox"

# ---- the work


def progress(done: int, total: int) -> str:
    return f"{done} of {total}"


NOTES = {
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


STILL_SWITCHED_ON = "is still active and could not be switched off again: deactivate it in Customer Insights"


def silent_since(when: str | Moment) -> str:
    return Timed("Customer Insights is not answering; I keep trying, since ", when)


def not_whole(unread: int) -> str:
    """The list of users may miss somebody."""
    why = f"{unread} {'entry' if unread == 1 else 'entries'} of it cannot be read" if unread else "it did not end"
    return f"This list may not be whole: {why}. Settings > Permissions in Customer Insights shows all."


def perhaps_no_assignment(who: str) -> str:
    return (
        f"I did not find {who} in the list of users, but the list is not whole, so I cannot tell. "
        "Try again in a minute, or look at Settings > Permissions in Customer Insights."
    )


def through_groups(groups: Sequence[str]) -> str:
    return f"still has access through {', '.join(groups)}"


FIFTEEN_MINUTES = "A change of rights can take up to 15 minutes to be everywhere in Customer Insights."
GROUPS_LEFT = "Someone here still has access through a group. Removing them there is up to whoever runs the group."
GROUPS_UNKNOWN = (
    "whether access remains through a group could not be checked: look at the person’s groups in Microsoft Entra"
)
DATAVERSE = (
    "Roles and teams in Dataverse may remain: Power Platform admin center > Environments > Settings > Users. "
    "Check them there; what Customer Insights mapped to its own roles must not be changed."
)


def microsoft_message(environment: str, lines: Sequence[tuple[str, str, str, str]]) -> str:
    """A message to Microsoft's team; each line is (name, id, job, error code)."""
    sources = "\n".join(
        one_line(f"- {name}, id {key}, job {job or 'none'}, error {code or 'none'}") for name, key, job, code in lines
    )
    return (
        "To: D365CI@microsoft.com\nSubject: A data source does not refresh (data subject request)\n\n"
        f"Environment: {one_line(environment)}\n{sources}\n\n"
        "The refresh failed for good. We need it to answer data subject requests under the GDPR. Please help us."
    )


WHAT_NEXT = (
    "What to do: see the line of each source above, then press Retry. If it keeps failing, send this to Microsoft:"
)

NO_LONGER_YOURS = "You no longer see this request."
NO_LONGER_HERE = "This request is no longer shown in this channel."
RETRY_IS_AN_ADMINS = "Retry is up to an admin, who finds the button in the channel, or under “show”."

# ---- legal holds

ON_HOLD = "A legal hold covers this person. The request is filed and its clock runs, but nothing is done before the hold is released."
HELD_NOW = (
    "The legal hold is set. It covers this person in every request, now and later, until another admin releases it."
)
RELEASED_NOW = "The legal hold is released. What waited for it goes on."
HELD_ALREADY = "A legal hold covers this person already. Nothing was changed."
NOT_HELD = "No legal hold covers this person. Nothing was changed."
NO_SUBJECT = "This request is about no person, so there is nothing to hold."
NOT_YOUR_RELEASE = "You set this hold, so another admin must release it. Nothing was changed."
HOLD_TITLE, HOLD, HOLD_REASON = "Set a legal hold", "Set the hold", "Why must the data be kept?"
NEEDS_HOLD_REASON = "Please say why the data must be kept: the law asks for it."

# ---- where a person is

FIND_TITLE, FIND_WHOM, FIND = "Find a person", "E-mail address or customer id", "Find"
NOT_FOUND = "Customer Insights shows nobody under this."
NOTHING_PROVED = "That proves nothing yet:"
DOUBTS = {
    "store": "the store that answers look-ups is being rebuilt.",
    "no_column": "no column of the customers is marked as e-mail address.",
    "no_index": "the column with the e-mail address is not in the search and filter index.",
    "too_many": "the search found more than I can read.",
    "segment": "a segment takes no look-up.",
    "nobody": "no customer id of the person is known, so segments and tables cannot be asked for them.",
    "no_sources": "Customer Insights does not say which sources the profile comes from.",
    "unread": "Customer Insights gave an answer, or a part of one, that I cannot read.",
}


def found(profiles: int) -> str:
    return "One customer profile" if profiles == 1 else f"{profiles} customer profiles"


def records(table: str, count: int) -> str:
    return f"table {table}, {count} record{'s' if count != 1 else ''}"


def respelt(count: int) -> str:
    return f"{found(count)} with other capital letters: counted as the same person."


def other_tags(count: int) -> str:
    return f"{found(count)} under the same address with another “+…”: not counted. Name that address too if it is the same person."


def dormant_segments(count: int) -> str:
    return f"{count} inactive segment{'s' if count != 1 else ''} may hold people who are in no profile any more."


# ---- the plan of an erasure

PARTS = {
    StepKind.STATEMENT: "Deleted in the original sources",
    StepKind.DOWNSTREAM: "Downstream: {}",
    StepKind.SEGMENT: "Inactive segment: {}",
    StepKind.STATIC: "Segment that may be static: {}",
    StepKind.CHECK: "Looked the person up: {}",
    StepKind.RECIPIENTS: "The list of recipients is complete",
    StepKind.RECIPIENT: "Recipient: {}",
    StepKind.ANSWER: "The person was told",
    StepKind.AGAIN: "Looked once more, when older copies have gone: {}",
}
CHECK_NAMES = {"1": "after the last step", "2": "after the settling time"}
PROCESSES = {
    "map": "mapping",
    "match": "matching",
    "merge": "merging",
    "profileStore": "the store that answers look-ups",
    "search": "the search index",
    "activity": "activities",
    "contact": "contacts",
    "relationship": "relationships",
    "semanticEntity": "semantic tables",
    "enrichment": "enrichments",
    "intelligence": "predictions",
    "attributeMeasures": "measures of customers",
    "entityMeasures": "measures of tables",
    "measures": "measures",
    "segmentation": "segments",
}
HUMAN = {
    HumanTask.STATE: "State it…",
    HumanTask.DECIDE: "Decide…",
    HumanTask.VOTE: "Vote…",
    HumanTask.TICK: "Tick off…",
    HumanTask.CLOSE: "Close…",
    HumanTask.LEFT: "Others left…",
    HumanTask.CONFIRM: "Confirm…",
    HumanTask.TELL: "Settle…",
    HumanTask.ANSWER: "Tell…",
}
ANSWER_SUBMIT = "Note the answer"
# On what sends each one's form: what is done then. Slack shows few characters, of a form's title, too.
SUBMITS = {
    HumanTask.STATE: "State the day",
    HumanTask.DECIDE: "Decide",
    HumanTask.VOTE: "Vote",
    HumanTask.TICK: "Tick it off",
    HumanTask.CLOSE: "Close it",
    HumanTask.LEFT: "Vouch for it",
    HumanTask.CONFIRM: "Confirm the list",
    HumanTask.TELL: "Note what was told",
    HumanTask.ANSWER: ANSWER_SUBMIT,
}
_MISSING = {
    HumanTask.STATE: "the statement that the record was deleted in the original sources (an admin)",
    HumanTask.DECIDE: "a decision on {} (an admin)",
    HumanTask.VOTE: "a vote on deleting {} (an approver)",
    HumanTask.TICK: "{} to be ticked off (an admin)",
    HumanTask.CLOSE: "a look-up that could not be made: Retry (an admin), or close it (another approver)",
    HumanTask.LEFT: "whether others who are missing were removed, too (another admin, or an approver)",
    HumanTask.CONFIRM: "that the list of recipients is complete (an admin)",
    HumanTask.TELL: "{} to be told (an admin)",
    HumanTask.ANSWER: "the answer to the person (an admin)",
}
COMES_LATER = {
    StepKind.STATIC: "to be looked at once the sources and the downstream processes are done: before, it would be in vain",
    StepKind.ANSWER: "after the last look",
}
EARLY = {
    StepKind.STATIC: "This comes later: recreated now, the segment could take the person in again. As soon as the sources and the downstream processes are done, the card asks for it. Nothing was changed.",
    StepKind.ANSWER: "This comes later: the card asks for it as soon as the person was looked up for the last time. Nothing was changed.",
}  # fmt: skip
_COUNTED = {
    HumanTask.DECIDE: "inactive segment",
    HumanTask.VOTE: "segment",
    HumanTask.TICK: "segment",
    HumanTask.TELL: "recipient",
}


def missing(humans: Mapping[HumanTask | None, int]) -> str:
    """What a request still waits for, and who can do it."""
    waits = [
        _MISSING[human].format(f"{humans[human]} {_COUNTED.get(human, '')}{'s' if humans[human] != 1 else ''}")
        for human in HumanTask
        if humans.get(human)
    ]
    return f"Still missing: {'; '.join(waits)}." if waits else ""


def still_there(places: Sequence[tuple[str, str]]) -> str:
    return "; ".join(f"source {source}, table {table}" for source, table in places)


def still_in_tables(names: Sequence[str]) -> str:
    return f"table {', '.join(names)}, which Customer Insights makes from the profiles: look there why it was not made anew"


def still_in_segments(labels: Sequence[str]) -> str:
    return f"segment {', '.join(labels)}"


OUTLIVES = {
    Outliving.SNAPSHOTS: "Older snapshots inside Customer Insights",
    Outliving.COOKIES: "Cached profiles of visitors",
    Outliving.REAL_TIME: "Activities that came in as they happened",
    Outliving.DELTAS: "Sources that are read in parts",
    Outliving.DATAVERSE: "Copies of tables in Dataverse",
    Outliving.PERSONALIZATION: "Tables for personalization of websites",
    Outliving.JOURNEYS: "Customer Insights - Journeys",
}
_ENDED_BY = {
    Outliving.DELTAS: "the owner of the source lists the record in its Deletes folder",
    Outliving.DATAVERSE: "whoever runs Dataverse deletes them",
    Outliving.PERSONALIZATION: "whoever runs the website deletes them",
    Outliving.JOURNEYS: "whoever runs it files a request in msdynmkt_gdprrequest",
}


def outlives_until(what: Outliving, until: date | None) -> str:
    """Until when it may hold the data still, or who must end it."""
    return f"may hold the data until {day(until) if until else _ENDED_BY[what]}"


def looked_at(looks: int, places: int) -> str:
    """Of those that prove something."""
    return f"asked {looks} times at {places} places, each time with proof that the question finds whoever is there"


WAITS_FOR_RUN = f"waits for the scheduled refresh of {PLACE}"


def done_by_run(*, scheduled: bool) -> str:
    return f"done by the {'scheduled' if scheduled else 'full'} refresh of {PLACE}"


RUN_MISSED = "the scheduled refresh did not do it, so I start it myself"


def closed_because(reason: str, before: str) -> str:
    """`before`: what the look-up said; nothing where none was made."""
    return f"because “{reason}”" + (f"; the look-up said: {before.rstrip('.')}" if before else "")


def table_of(source: str, table: str) -> str:
    return f"{table} of {source}" if source else table


def corrupt_table(source: str, table: str) -> str:
    return f"table {table_of(source, table)} holds rows that could not be read, and takes no look-up."


_LISTS = {"tables": "the list of tables", "segments": "the list of segments", "states": "the states of all processes"}
_UNPROVED = {
    Why.DOWN: "Customer Insights did not answer",
    Why.BUILDING: "the store that answers look-ups is being rebuilt",
    Why.STORE: "the store that answers look-ups is in a state that I do not know",
    Why.UNREAD: "the answer cannot be read for sure",
    Why.CUT: f"there are more than {MOST_ROWS:,} entries, and I read no more",
    Why.SHORT: "it does not name everything that is there",
    Why.CONTROL: "the same question did not find another customer who is there",
    Why.CAPITALS: "capital letters count there, and I cannot ask for every spelling",
    Why.REFUSED: "it takes no look-up",
    Why.RIGHTS: "DSR Bot may not ask; whoever runs it should run “dsrbot check”",
    Why.MISSING: "it is named, and is not there",
    Why.NOBODY_KNOWN: "no customer id of the person is known to ask by",
    Why.NO_COLUMN: "no column is known by which to ask",
    Why.NO_INDEX: "the column is not in the search and filter index",
    Why.NO_KEY: "no column of it is known as that of the customer",
    Why.STALE: "not worked out anew since the refresh",
    Why.WARNED: "the refresh warned that rows may be missing, and no table shows them",
    Why.SILENT: "nobody looked",
    Why.BESIDE: "nothing showed that the question can find anybody",
}
# Said once and by themselves, whatever the place.
_WHOLE = {
    (PlaceKind.CUSTOMERS, Why.NO_INDEX): DOUBTS["no_index"],
    (PlaceKind.CUSTOMERS, Why.NO_COLUMN): DOUBTS["no_column"],
    (PlaceKind.SEGMENT, Why.NOBODY_KNOWN): DOUBTS["nobody"],
    (PlaceKind.TABLE, Why.NOBODY_KNOWN): DOUBTS["nobody"],
    (PlaceKind.STORE, Why.BUILDING): DOUBTS["store"],
}


def place(look: Look) -> str:
    """The place of a look, as people know it."""
    match look.aim.kind:
        case PlaceKind.LIST:
            return _LISTS.get(look.aim.table, look.aim.table)
        case PlaceKind.STORE:
            return "the store that answers look-ups"
        case PlaceKind.CUSTOMERS:
            return f"the customers by {look.aim.column}" if look.aim.column else "the customers"
        case PlaceKind.SEGMENT:
            return f"segment {look.label}"
        case PlaceKind.SOURCE:
            return f"source {look.label}"
        case PlaceKind.TABLE | PlaceKind.CORRUPT:
            return f"table {look.label}" + (f" by {look.aim.column}" if look.aim.column else "")


_HOWS = {How.FILTER: "by {}", How.SEARCH: "by full text, {}", How.ALL: "every entry"}
_CONTROLS = {
    Control.NONE: "nothing showed that the question can find anybody",
    Control.FOUND: "the same question found another customer",
    Control.EMPTY: "it holds nobody at all",
    Control.COUNTED: "as many entries as Customer Insights counts",
    Control.ABSENT: "it is there no more",
}


def asked(look: Look) -> str:
    """What was asked, in one line; never about whom."""
    how = _HOWS[look.how].format(look.column)
    whole = look.aim.kind in {PlaceKind.LIST, PlaceKind.STORE, PlaceKind.SOURCE}
    return _capital(place(look) if whole or (look.aim.column and look.how is How.FILTER) else f"{place(look)}, {how}")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def came(look: Look) -> str:
    """What came, in one line, and by what it was shown."""
    rows = f"{look.rows} {'entry' if look.rows == 1 else 'entries'}"
    if look.found:
        return f"still there: {look.found} of {rows}"
    if look.aim.kind in {PlaceKind.LIST, PlaceKind.STORE} and not look.reason:
        return f"read, {rows}" if look.rows else "read"
    if look.reason is Why.BESIDE:
        return "not there; asked besides, and nothing rests on it"
    if look.reason:
        return f"proves nothing: {_unproved(look, look.reason)}"
    return f"not there: {rows}, all read; {_CONTROLS[look.control]}"


def not_checked(missing: Sequence[Look]) -> str:
    """Why it could not be checked, by place."""
    if missing and all(look.reason is Why.DOWN for look in missing):
        return DOWN
    whole: dict[str, None] = {}
    places: dict[str, list[str]] = {}
    for look in missing:
        reason = look.reason or Why.SILENT
        if look.aim.kind is PlaceKind.CORRUPT and reason in {Why.REFUSED, Why.MISSING}:
            whole[f"table {look.label} holds rows that could not be read, and takes no look-up."] = None
        elif (look.aim.kind, reason) in _WHOLE:
            whole[_WHOLE[look.aim.kind, reason]] = None
        else:
            places.setdefault(_unproved(look, reason), []).append(place(look))
    said = [f"not checked: {names_of(list(dict.fromkeys(some)), 6)} ({why})" for why, some in places.items()]
    large = any(look.reason is Why.CUT and look.aim.kind is not PlaceKind.LIST for look in missing)
    next_step = [CUT_NEXT] if large else []
    return " ".join([*filter(None, whole), *(f"{sentence}." for sentence in said), *next_step])


def _unproved(look: Look, why: Why) -> str:
    """With how many were read where that is known."""
    if why is not Why.CUT or not (look.rows or look.aim.kind is PlaceKind.LIST):
        return _UNPROVED[why]
    return f"I read {look.rows:,} entries, and there are more" if look.rows else "it did not end"


CUT_NEXT = (
    "Have the column with the address added to the search and filter index, then press Retry. "
    "Or look the person up there in Customer Insights: an approver can close this with what was seen."
)


DOWN = "Customer Insights did not answer."
NO_PROFILE_SOURCE = "unknown"
FOUND_NOW = "Customer Insights holds the person in: {}."
FOUND_ELSEWHERE = (
    "It also holds the person in sources that are not part of this request: {}. Correct the request to add them."
)
NOT_FOUND_NOW = "I looked, and Customer Insights shows nobody under: {}."
NOT_LOOKED = "I could not look the person up just now. The check after the work will."
STATE_IT = (
    "Please state on the card when the record was deleted in the original sources. Until then nothing is refreshed."
)
NOT_OPEN = "This is settled already, or not due yet. Nothing was changed."
STATE_TITLE, STATE_TEXT = "Deleted at the source", "I cannot check this: your statement stands in the log."
STATE_DAY = "On which day was the record deleted there?"
STATE_HINT = "Leave it empty to state it later."
DECIDE_TITLE, DECIDE_FIELD, DECIDE_RUN, DECIDE_DELETE = (
    "An inactive segment",
    "What shall happen?",
    "Activate and run",
    "Delete",
)
DECIDE_TEXT = (
    "No refresh reaches “{}”, and it may still hold the person. To activate and run it works out its members anew, and "
    "puts it to rest again. To delete it cannot be undone, and takes the vote of an approver."
)
DECIDE_KEEP, DECIDE_ALL_TITLE, CHOOSE_ONE = "Keep it waiting", "Inactive segments", "Please choose one of these."
WAITING_NOW = "Nothing was decided: they all keep waiting. Please choose for at least one, or close this."
PART_HELD = "A legal hold covers this person, so nothing more is deleted until it is released. Nothing was changed."


def decide_all(number: int) -> str:
    return f"Decide all {number}…"


def decide_all_text(left: int) -> str:
    """`left`: how many have no place in this form."""
    more = f" {left} more come after these: press the button again then." if left else ""
    return (
        "No refresh reaches these segments, and they may still hold the person. To activate and run one works out its "
        "members anew, and puts it to rest again. To delete one cannot be undone, and takes the vote of an approver."
        + more
    )


VOTE_TITLE, VOTE_FIELD, VOTE_YES, VOTE_NO = "Delete a segment", "Delete it?", "Yes, delete it", "No, keep it"
VOTE_TEXT = "The segment “{}” is deleted with everything in it. This cannot be undone."
TICK_TITLE, TICK_FIELD = "Segment, maybe static", "What was done?"
TICK_TEXT = "Customer Insights does not say whether “{}” is static. Look at it there: recreate it, or make it dynamic."
CLOSE_TITLE, CLOSE_FIELD = (
    "Close without look-up",
    "Why is it enough? It will be called not verified by look-up",
)
LEFT_TITLE, LEFT_FIELD = "Others removed, too", "Who removed them, and how do you know?"


def left_text(who: str, others: Sequence[str]) -> str:
    """What somebody vouches for."""
    return (
        f"These were in the list of users before, and are missing now, as {who} is: {names_of(others, len(others))}. "
        "If the list was cut, all of them may have access still: look at Settings > Permissions in Customer Insights, and "
        "ask whoever removed them. Say so only if each of them was removed. Then I read the list again."
    )


def others_left(because: str) -> str:
    return f"others who are missing from the list were removed, too: “{because}”"


def object_id(who: str) -> str:
    """Somebody whom the directory does not name any more."""
    return f"somebody without a name in Microsoft Entra (object id {who})"


def missing_too(names: Sequence[str]) -> str:
    return f"missing as well: {names_of(names)}"


CONFIRM_TITLE, CONFIRM_FIELD = "Recipients", "Others who got data of the person, separated by commas"
CONFIRM_TEXT = "On the list: {}. You confirm that, with those you add, it is complete."
NOBODY = "nobody"
TELL_TITLE, TELL_DAY, TELL_WHY = "A recipient", "Told on", "Or: why it is impossible, or out of all proportion"
TELL_TEXT = "“{}” must hear of the erasure (GDPR Art. 19)."
TELL_EITHER = "Please give the day, or the reason."
ANSWER_TITLE, ANSWER_DAY = "Answer to the person", "The person was told on"
DONE_NOW, ASKED_NOW, KEPT_NOW = (
    "Noted.",
    "I have asked the approvers to vote on it.",
    "The segment is kept. Please decide anew.",
)
THIS = "This"


def vote_counted(count: int, quorum: int) -> str:
    return f"Your vote counts: {progress(count, quorum)}. It waits for {quorum - count} more."


def vote_wanted(ref: str) -> str:
    return f"{ref} waits for a vote: a segment is to be deleted."


def votes_so_far(count: int, quorum: int, names: Sequence[str]) -> str:
    return f"{progress(count, quorum)}" + (f": ✓ {', ✓ '.join(names)}" if names else "")


NOT_BY_WHO_ASKED = "You asked for this request, so another admin or an approver must do this. Nothing was changed."
NOT_FOR_YOU = "This takes an approver who neither filed the request nor asked for this. Nothing was changed."


CERTIFICATE = "Certificate of erasure"
CERTIFICATE_PERSON, CERTIFICATE_ENVIRONMENT = "Person (keyed pseudonym)", "Customer Insights environment"
CERTIFICATE_ERASED = "the key of the pseudonym was destroyed"
CERTIFICATE_DECISIONS, CERTIFICATE_ACTS = "Asked and decided", "What was done"
CERTIFICATE_TROUBLES = "Legal holds, failures and what was tried again"
CERTIFICATE_LOOKS = "What was asked of Customer Insights, and what came"
CERTIFICATE_LEFT = "What Customer Insights keeps for a while, or somebody must end"
CERTIFICATE_AGAIN = "Found again: gone after the last step and after the settling time, and there when it was looked once more. {} was filed for it."
CERTIFICATE_COLUMNS = ("What", "Result", "By", "When")
CERTIFICATE_ASKED, CERTIFICATE_VOTE, CERTIFICATE_DONE, THE_BOT = "Request filed", "Vote", "done", "DSR Bot"
CERTIFICATE_GONE = "Gone: looked up after the last step and again after the settling time, and not found."
CERTIFICATE_UNVERIFIED = "Not verified by look-up: an approver closed the check, for the reason below."
CERTIFICATE_FOOT = (
    "The pseudonym is made with a key of this person alone; once that key is destroyed, nobody can recompute it. "
    "Deletion in the original sources rests on the statement above."
)
CERTIFICATE_REFRESHED = "refreshed"
CERTIFICATE_RESULTS = {
    "stated": "stated: deleted on {}",
    "told": "told on {}",
    "not_told": "could not be told: {}",
    "ticked": "ticked off: “{}”",
}
CERTIFICATE_RIGHT, CERTIFICATE_ERASURE = "Right", "Erasure (Article 17 GDPR), with notice to recipients (Article 19)"
CERTIFICATE_TOLD = "Person told"
CERTIFICATE_MADE = "Made {}."
CERTIFICATE_SOURCES, CERTIFICATE_DOWNSTREAM = "Source: {}", "Downstream: {}"
CERTIFICATE_HELD, CERTIFICATE_RELEASED, CERTIFICATE_NOTHING = (
    "Legal hold set",
    "Legal hold released",
    "nothing was done",
)
CERTIFICATE_WENT_ON, CERTIFICATE_NO_DELETION = "the work went on", "an approver voted against its deletion"
CERTIFICATE_MORE = "{} more"
CERTIFICATE_LOG = "in the log of the request"
CERTIFICATE_BEFORE = "Earlier request {}"


def tried_again(run: str) -> str:
    return f"Tried again (run {run})"


def times(text: str, count: int) -> str:
    return f"{text} ({count} times)" if count > 1 else text


def names_of(names: Sequence[str], most: int = 12) -> str:
    """A list that stays readable."""
    rest = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + rest


# ---- exports

STAGES = {
    Stage.REQUEST: "The request to Microsoft’s team",
    Stage.QUESTION: "Their question whether it is ours",
    Stage.CONFIRMATION: "Our confirmation",
    Stage.DELIVERY: "The data",
    Stage.ANSWER: "The person was answered",
    Stage.REMINDER: "Reminder {}",
}
HOLDERS = {Holder.CUSTOMER: "A customer", Holder.USER: "A user of Customer Insights"}
PURPOSES = {
    Purpose.ACCESS: "A copy of their data (access, Art. 15)",
    Purpose.PORTABILITY: "Data to take elsewhere (portability, Art. 20)",
}
AS = {
    Purpose.ACCESS: "It is filed as access (GDPR Art. 15).",
    Purpose.PORTABILITY: "It is filed as portability (GDPR Art. 20), so the mail asks for a machine-readable format.",
}
EXPORT_TITLE, EXPORT_WHOSE, EXPORT_WHO = "Export a person’s data", "Whose data?", "E-mail address of the person"
EXPORT_PURPOSE = "What did the person ask for?"
WHOSE_EXPORT = "Whose data? For example: export customer anna@contoso.com as access. It may also be a user."
NO_DIRECTORY = "I could not look the person up in the directory just now."
USER_KNOWN = "The directory knows this person."
GUIDED = "No mailbox is connected, so I write the mails and a tenant admin sends them."
DEEDS = {
    Deed.SEND: "Send…",
    Deed.SENT: "I have sent it…",
    Deed.RESOLVE: "Resolve…",
    Deed.CAME: "It came…",
    Deed.ANSWER: "The person was answered…",
}
SUBMITS_OF_MAIL = {
    Deed.SENT: "Note that it was sent",
    Deed.RESOLVE: "Note where it is",
    Deed.CAME: "Note that it came",
    Deed.ANSWER: ANSWER_SUBMIT,
}
WAITS_FOR_TEAM, WAITS_FOR_TENANT_ADMIN = "Waiting for Microsoft’s team", "Waiting for a tenant admin"
SEND_LABELS = {Stage.REQUEST: "Send the request", Stage.CONFIRMATION: "Confirm"}
SEND, REMIND = "Send", "Send a reminder"
REMINDER_READS = "The mail below goes out when you press “Send a reminder”, and not before."
SENDING_NOW = "The mail is on its way. The card shows when it was sent."
SENT_TITLE, SENT_DAY = "The mail was sent", "On which day?"
CAME_TITLE, CAME_DAY = "Their mail came", "On which day did it come?"
CAME_FILES, CAME_FILES_HINT = "What was attached?", "The names of the files, one per line. I keep no file."
RESOLVE_TITLE, RESOLVE_FIELD = "Did the mail go out?", "What does the Sent folder show?"
WENT_OUT, DID_NOT_GO_OUT = "It was sent", "It was not sent: send it now"
FILL_IN = "Please fill this in."
NOT_A_CHOICE = "This is not one of the choices any more. Please choose again."


def too_long(length: int, most: int) -> str:
    return f"This is too long: {length:,} characters, where {most:,} fit. Please shorten it; nothing is lost."


FUTURE_DAY, NEEDS_DAY = "The day cannot lie in the future.", "Please give the day."
NEEDS_FILES = "Please name what was attached, or write “a link”."
_NEXT = {
    Deed.SEND: "Next: a tenant admin reads the mail on their card and presses “{}”.",
    Deed.SENT: "Next: a tenant admin sends the mail on their card by hand and presses “I have sent it”.",
    Deed.RESOLVE: "Next: a tenant admin looks into the Sent folder and presses “Resolve”.",
    Deed.CAME: "Next: Microsoft’s team answers. If their mail came another way, press “It came”.",
    Deed.ANSWER: "Next: a tenant admin gives the data to the person, and says so here. I never store or forward it.",
}
TURNS = {
    Stage.REQUEST: "The request to Microsoft’s team waits for you to send it.",
    Stage.QUESTION: "We wait for an answer of Microsoft’s team. Please look whether it came.",
    Stage.CONFIRMATION: "Microsoft’s team asks whether the request is ours. Please confirm.",
    Stage.DELIVERY: "We wait for the data from Microsoft’s team. Please look whether it came.",
    Stage.ANSWER: "The data was delivered to the mailbox. Please answer the person, and say so on the card.",
}
TURN_NOTES = {
    "doubtful": "Nobody knows whether a mail went out. Please look into the Sent folder.",
    "unread": "A mail came that I cannot read. It may be their answer, so I send no reminder. Please look into the mailbox.",
    "silent": "Microsoft’s team has not answered for a long time. Please look into it.",
    "bounced": "A mail to Microsoft’s team came back undelivered. Please look into it.",
    "not_portable": "What came cannot be read by machines. Please ask for another format before you answer the person.",
    "mail_refused": "A mail could not be sent. Its card says why.",
    "mail_down": "A mail could not be sent. Its card says why.",
}
MAILED_ALREADY = "The request was mailed before this end, so an answer of Microsoft’s team may still come."


def unclear_export(text: str) -> str:
    return f"I do not understand “{text[:40]}” there. {WHOSE_EXPORT}"


def next_deed(deed: Deed, stage: Stage) -> str:
    return _NEXT[deed].format(SEND_LABELS.get(stage, ""))


def turn(ref: str, sentence: str) -> str:
    return f"{ref}: {sentence}"


def late(ref: str, when: date) -> str:
    return f"{ref}: the answer to the person is due on {day(when)}, and the data is not there yet."


def mail(to: str, subject: str, text: str) -> str:
    return f"To: {to}\nSubject: {subject}\n\n{text}"


ON_MOMENT = f"on {PLACE}"


def on_day(when: date, name: str) -> str:
    return f"on {day(when)}, says {name}"


def delivered(told: str, files: Sequence[str]) -> str:
    """What came, never what stands in it. `told`: by which mail."""
    names = ", ".join(files) or "a link in the mail"
    return f"{told}, in the registered mailbox: {names[:300]}"


def says(told: str, name: str) -> str:
    return f"{told}, says {name}"


def by_hand(told: str, files: Sequence[str]) -> str:
    return f"{told}: {', '.join(files)[:300]}"


# ---- mails that changed nothing

MAIL_FROM, MAIL_SUBJECT, MAIL_CAME, MAIL_NOBODY = "From", "Subject", "Came", "nobody whom I can tell"
MEANINGS = {
    Meaning.CONFIRMATION_ASKED: "Microsoft’s team asks once more. This changes nothing.",
    Meaning.DELIVERED: "Microsoft’s team sent data once more. This changes nothing; it is in the mailbox.",
    Meaning.BOUNCE: "A mail came back undelivered. This changes nothing.",
    Meaning.AUTO_REPLY: "This is an automatic reply. It counts as no answer.",
    Meaning.STRANGER: "This is from a stranger. It counts as no answer, whatever it says. Please do not reply to it.",
    Meaning.FORGED: "This is not from whom it claims to be. It counts as no answer. Please do not reply to it.",
    Meaning.UNCLEAR: "I cannot tell what this means, so it counts as no answer before you have looked.",
}
MAIL_REASONS = {
    "no_ticket": "It names no request of ours. If it belongs to one, press “It came” on the card of that request.",
    "two_tickets": "It names more than one request. Press “It came” on the card of the one that it belongs to.",
    "nothing_sent": "Nothing was sent for this request yet.",
    "unexpected_files": "It brings files although nothing was confirmed yet.",
    "nothing_new": "It only repeats what was written before.",
    "no_question": "It does not ask whether the request is ours.",
    "asks_more": "It asks for more than a confirmation.",
    "other_object": "It asks for a confirmation, but does not plainly say that it is of this request.",
    "more_said": "It says more than I understand.",
    "odd_files": "Its files may be something else than the data, or a part of it.",
    "not_the_data": "It seems to bring something else than the data.",
    "asked_again": "It asks something although the request is confirmed.",
    "no_data": "It brings no data.",
    "not_read": "It could not be read.",
    "junk": "It lies in the folder for junk, so it counts only once you have looked.",
    "long_head": "Its head is too long to be read as a whole.",
    "long_text": "It is so long, or brings so many files, that I read only its beginning.",
    "by_machine": "It is from Microsoft’s own address, but a machine seems to have sent it.",
    "known_elsewhere": "It is from an address that Microsoft uses, but that proves nothing here.",
    "other_recipient": "It does not say that our own mail to Microsoft’s team came back.",
    "unreadable": "It could not be read.",
    "not_checked": "Nobody checked who sent it.",
    "check_unreadable": "The check of its sender cannot be read.",
    "checked_elsewhere": "Its sender was checked by another server than ours.",
    "dmarc_undecided": "The check of its sender came to no result.",
}
UNREADABLE_MAIL = "I cannot read one of the mails in the registered mailbox, so I do not know whether it is about an export. Please look at it there. If it is an answer of Microsoft’s team, press “It came” on the card of its request."
UNREADABLE_TITLE, IN_JUNK = "A mail that I cannot read", "It lies in the folder for junk."
NOT_IT = "That was not it"
NOT_IT_NOW = "Taken back. The request waits for their mail again."
MAILBOX_AGAIN = "I can read the registered mailbox again."
IF_IT_IS_THEIRS = "If it is what we wait for, press “It came”."


def mailbox_unread(since: str | Moment) -> str:
    return Timed(
        "Since ",
        since,
        " I cannot read the registered mailbox. No reminder goes to Microsoft’s team meanwhile, because their answer may lie there. Whoever runs DSR Bot can try “dsrbot check”; until then please look into the mailbox yourself.",
    )


def came_by(sender: str, subject: str) -> str:
    """What a reading rests on."""
    return f"{ON_MOMENT}, from {sender or MAIL_NOBODY}, under “{subject[:120]}”"


def they_wrote(text: str) -> str:
    return f"They wrote: “{text}”"


def rests_on(detail: str) -> str:
    return Timed("Their mail came ", detail, ".")


def mail_title(ref: str) -> str:
    return f"A mail about {ref}" if ref else "A mail of Microsoft’s team"


# ---- ends and reminders


def ended(ref: str, state: State) -> str:
    return {
        State.COMPLETED: f"{ref} is completed.",
        State.DENIED: f"{ref} was denied. You can ask again.",
        State.EXPIRED: f"{ref} has expired: nobody decided in time. You can ask again. If a person waits for an answer, the legal deadline still runs.",
        State.CANCELLED: f"{ref} was cancelled.",
        State.NEEDS_ATTENTION: f"{ref} needs attention: it cannot go on without a person. Its card says why.",
        State.REFUSED: f"{ref} was refused to the subject. The ground and the letter to them stand on its card.",
    }.get(state, f"{ref}: {STATES[state].lower()}.")


def found_again(old: str, new: str) -> str:
    return (
        f"Customer Insights holds the person of {old} again, although they had been found gone. I have filed {new}, "
        "which names the old request. It waits for approval, and for the day of the deletion in the original sources."
    )


def unproved_later(ref: str) -> str:
    return (
        f"{ref} was looked at once more, now that older copies have gone, and it could not be checked. Its card says why. "
        "Look for the person with “find”, and file it again if they are there."
    )


def reminder(ref: str) -> str:
    return f"{ref} still waits for a decision. Silence never counts as consent."


DOORS = {"slack": "Slack", "teams": "Microsoft Teams"}


def door_broken(surface: str, mend: str) -> str:
    return (
        f"Something in {DOORS.get(surface, surface)} needs mending. {mend} "
        "What I cannot say there waits, and is said as soon as it works again."
    )


def door_well(surface: str) -> str:
    return f"{DOORS.get(surface, surface)} works again."


def unreachable_channel(ref: str) -> str:
    return f"I could not post {ref} to its channel: the approvers have it in person. Please check that I am in the channel."


def unreached(ref: str, who: str = "") -> str:
    """`who` could not be told in any chat; without a name, too few of those who decide were reached at all."""
    if who:
        return (
            f"I could not make sure that {who} heard of {ref}. Please tell them: “show {ref}”, typed to me, brings it."
        )
    return (
        f"I could not reach enough approvers to decide {ref}. Please ask them to open a chat with me (in Teams: Apps, "
        f"DSR Bot, Add) and to type “show {ref}” there."
    )


def taken_over(ref: str) -> str:
    return f"{ref} was filed in its place: the answer to the person is due there."


CLOCK_RUNS = "The person has not been answered yet, so the legal deadline still runs."


def scheduled_failure(name: str) -> str:
    return f"A scheduled refresh of “{name}” failed."


CANCEL_ASKED = "I asked Customer Insights to stop what is running. The card shows what could be stopped."


def cannot_cancel(ref: str, state: State) -> str:
    return f"{ref} is {STATES[state].lower()}, so there is nothing to cancel."


def cancelled(ref: str) -> str:
    return f"{ref} is cancelled."


def retried(ref: str) -> str:
    return f"{ref} is on its way again. What is done already stays done."


def cannot_retry(ref: str, state: State) -> str:
    return f"{ref} is {STATES[state].lower()}, so there is nothing to retry."


def channel_id(place: str) -> str:
    return f"This channel's id is {place}. Use it under [channels] in dsrbot.toml."


def as_of(when: str | Moment) -> str:
    return Timed("as of ", when)


def day(when: date) -> str:
    return f"{when.day} {when:%b %Y}"


def at(when: datetime, zone: tzinfo) -> Moment:
    """For who reads it on a clock of their own, and else with the name of the company's zone."""
    return Moment(when, f"{moment(when, zone)} {when.astimezone(zone):%Z}")


def moment(when: datetime, zone: tzinfo) -> str:
    """`when` is UTC; shown in the company's own time zone."""
    local = when.astimezone(zone)
    return f"{day(local)}, {local:%H:%M}"


# ---- forms

REFRESH_TITLE, REFRESH_SUBMIT, REFRESH_SOURCES = "Refresh data sources", "Ask for approval", "Which sources?"
REFRESH_FOR, REFRESH_FOR_HINT = "For whom?", "E-mail addresses or customer ids. Leave it empty if nobody asked for it."
REFRESH_RECEIVED, REFRESH_REFERENCE = "When did the company receive the request?", "Your reference"
REMOVE_TITLE, REMOVE_USERS = "Remove users", "E-mail addresses of the users, one per line"

# ---- looking

HELP_TITLE, UNNAMED, NEVER, UNKNOWN_STATE = "What you can do here", "(no name)", "never refreshed", "state unknown"
REFRESHES = {
    RefreshState.UPDATED: "refreshed",
    RefreshState.UPDATING: "refreshing now",
    RefreshState.UPDATE_FAILED: "the last refresh failed",
    RefreshState.UPDATE_CANCELLED: "the last refresh was stopped",
    RefreshState.NOT_UPDATED: "not refreshed yet",
}


def title(kind: Kind, count: int, name: str = "") -> str:
    if kind is Kind.EXPORT:
        return "Export a person’s data"
    if kind is Kind.REFRESH:
        return f"Refresh {name}" if count == 1 and name else f"Refresh {count} source{'s' if count != 1 else ''}"
    return "Remove a user" if count == 1 else f"Remove {count} users"


def sources_title(count: int) -> str:
    return f"{count} data source{'s' if count != 1 else ''}"


def users_title(count: int) -> str:
    return f"{count} user{'s' if count != 1 else ''} with a role in Customer Insights"


def narrow(count: int, shown: int) -> str:
    return f"The first {shown} of {count}. Type “users” and part of a name to narrow it down." if count > shown else ""


def no_users(text: str) -> str:
    return f"Nobody matches “{text[:40]}”." if text else NO_USERS


def for_example(does: str, example: str) -> str:
    return f"{does} For example: {example}"


def your_roles(roles: Iterable[Role]) -> str:
    names = sorted(roles)
    return f"Your role: {', '.join(names)}." if names else "You have no role here. Ask an admin if you need one."
