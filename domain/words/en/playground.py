"""What the server of the playground says to its page: why not, and what stands beside a word that may be typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.erasure.plan import HumanTask
from domain.words.en.buttons import APPROVE, RETRY
from domain.words.en.english import ENGLISH
from domain.words.en.plan import HUMAN

OLD_PAGE = "This page is older than the bot. Reload it."
TOO_SLOW = "That took too long."
NOT_UNDERSTOOD = "I do not understand this."
NOBODY = "Nobody can do this here."
NO_SANDBOX = "The sandbox is not answering."
NOT_TAKEN = "The sandbox did not take that."
NO_FILE = "There is no such file."
EVERY_SOURCE = "every source of today"
CUSTOMER = "somebody in the data"
USER = "somebody who works with it"

DELETE_TITLE, DELETE_WHOM, DELETE = "Contoso's own systems", "E-mail address of the person", "Delete the record"
DELETE_HINT = "An erasure begins there, and only people can do it: delete the person in the original sources."
NOT_HELD = "None of Contoso's systems holds anybody with this address any more."
SEGMENTS_TITLE, RECREATE = "Static segments", "Recreate"
SEGMENTS_HINT = "No refresh reaches these. Once the sources are refreshed make them anew, and say so on the card."
RECREATED = "It holds those who are customers now."

TOUR, TOUR_BEGIN, TOUR_LATER, TOUR_LEAVE, TOUR_SHOW = "Tour", "Begin", "Not now", "Leave the tour", "Show me where"
TOUR_OFFER = "New here? Erase a person, from the request to the proof that they are gone."
TOUR_ABOUT = "Five steps, some minutes. Leave whenever you like: the tour goes on where the story stands."
TOUR_DONE = "done"
TOUR_PROGRESS = "Step {} of {}: {}"
TOUR_STOPS: Mapping[str, str] = {
    "ask": "Ask",
    "approve": "Approve",
    "delete": "Delete at the source",
    "settle": "Settle the rest",
    "answer": "Answer the person",
}
TOUR_TEXTS: Mapping[str, str] = {
    "ask": "Anna wants to be erased. An admin asks the bot, which finds out where Customer Insights holds her.",
    "approve": "Nobody erases anybody alone: an approver decides.",
    "delete": "Contoso deletes her in its own systems first. Otherwise the next refresh would bring her back.",
    "settle": "The bot refreshes, and asks people for what no refresh can do. At the end it looks her up twice.",
    "answer": "Looked up twice, found nowhere: she is gone. Now she is told.",
    "over": "She is gone, she was told, and every step stands in the log. That was the tour.",
}
TOUR_TODO: Mapping[str, str] = {
    "write": "As Ada, write “erase anna@contoso.com”, and send the form.",
    "approve": f"As Ben, press “{APPROVE}” on the card.",
    "delete": "In the sandbox panel, delete the record of the person.",
    "state": f"As Ada, press “{HUMAN[HumanTask.STATE]}” on the card, and say on which day it was deleted.",
    "decide": f"As Ada, press “{HUMAN[HumanTask.DECIDE]}”, and have the inactive segment run.",
    "vote": f"As Ben, press “{HUMAN[HumanTask.VOTE]}”: the segment is to be deleted.",
    "recreate": f"Recreate the static segment in the sandbox panel. Then press “{HUMAN[HumanTask.TICK]}” as Ada.",
    "confirm": f"As Ada, press “{HUMAN[HumanTask.CONFIRM]}”: who else got the data.",
    "tell": f"As Ada, press “{HUMAN[HumanTask.TELL]}”, and note when the recipient was told.",
    "answer": f"As Ada, press “{HUMAN[HumanTask.ANSWER]}”, and note the day.",
    "mend": f"Ada’s card says what is in the way. Mend it, and press “{RETRY}”.",
    "wait": "Nothing to do just now: the bot is at work.",
}

# The page's own texts, by the names that stand in it.
PAGE: Mapping[str, str] = {
    "COMPLETIONS": "Completions",
    "SEND": "Send",
    "ACT_AS": "Act in the channel as",
    "UNDER_WAY": "under way",
    "ATTENTION": "needs attention",
    "LIVE": "live",
    "RECONNECTING": "reconnecting",
    "CHAT_OF": "Private chat of {} with DSR Bot",
    "COMMAND_OF": "Command of {}",
    "TYPE_AS": "Type a command as {}",
    "NEWS": "{} new",
    "WHO_THIS_IS": "Who this is: {}, {}",
    "HELLO": "Hello, {}.",
    "WELCOME": "Your role here: {}. What is meant for you appears here. Try one of these:",
    "ONLY": "Only {} can see this:",
    "SHOW": "Show",
    "COMMAND_IN": "Command of {} in #{}",
    "TYPE_IN": "Type in #{} as {}",
    "NOT_NOW": "Not now",
    "SEARCH": "Search",
    "ALL_OR_NONE": "All or none",
    "PROGRESS": "Progress",
    "MORE": "Show {} more",
    "COPY": "Copy",
    "COPIED": "Copied",
    "PRESS_KEYS": "Press Ctrl+C",
    "TO_COPY": "Ready to copy",
    "BELOW": "New below",
    "TEAM_ANSWERS": "They answer",
    "TEAM_NOW": "Microsoft’s team now answers: {}.",
    "SOURCE_NEXT": "The next refresh of {}",
    "SOURCE_SECONDS": "Seconds that a refresh of {} takes",
    "SOURCE_NOW": "{}: {}.",
    "NO_ANSWER": "The bot is not answering. Please try again.",
    "DOES_succeed": "succeeds",
    "DOES_fail": "fails",
    "DOES_retry_then_succeed": "fails, then succeeds",
    "DOES_time_out": "times out",
    "DOES_skip": "is skipped",
    "DOES_hang": "hangs",
    "DOES_answer": "as they should",
    "DOES_silence": "not at all",
    "DOES_late": "very slowly",
    "DOES_twice": "everything twice",
    "DOES_auto_reply": "out of office, then really",
    "DOES_forged": "after somebody in their name",
    "DOES_wrong_thread": "in another thread",
    "DOES_bounce": "the mail comes back",
    "SKIPS": "Skip links",
    "SKIP_LEFT": "To the first chat",
    "SKIP_RIGHT": "To the second chat",
    "SKIP_CHANNELS": "To the channels",
    "CONNECTING": "connecting",
    "CHANNELS": "Channels",
    "PANES": "Panes",
    "PANEL_CLOSE": "Close the sandbox panel",
    "CLOCK_TITLE": "The bot’s clock for reminders",
    "CLOCK_NOW": "now",
    "CLOCK_MOVE": "Move the clock",
    "CLOCK_DAY": "+1 day",
    "CLOCK_DAYS": "+3 days",
    "CLOCK_RESET": "Reset",
    "CLOCK_HINT": "Moves reminders, chasing and expiry, nothing else.",
    "SOURCES_TITLE": "How the next refresh goes",
    "SOURCES_HINT": "Customer Insights is played by a stand-in. Choose what it does with each data source.",
    "TEAM_TITLE": "How Microsoft’s team answers mails",
    "TEAM_HINT": "An export waits for them: first they ask for a confirmation, then they send the data.",
    "KEEP": "Download {} ({})",
    "BYTES": "{} bytes",
    "KILOBYTES": "{} kB",
    "FILL_IN": "Please fill this in.",
    "AS": "as",
    "ACT_HERE": "Act here as {}",
    "AT_WORK": "DSR Bot is working on it",
    "DAY": "{} day",
    "DAYS": "{} days",
    "HOURS": "{} h",
    "AUTO": "auto",
    "SAID_TO": "For {}: {}",
    "SAID_IN": "In #{}: {}",
    "LOST": "The bot is not answering. Trying again…",
    "UNANSWERED": "The bot did not answer. Nothing you typed is lost; please try again.",
    "THEME_AUTO": "Theme: like the system",
    "THEME_LIGHT": "Theme: light",
    "THEME_DARK": "Theme: dark",
    "NO_SCRIPT": "The playground needs JavaScript.",
}
TITLES: Mapping[str, str] = {
    "Admin": "Admin",
    "Approver": "Approver",
    "Tenant admin": "Tenant admin",
    "Auditor": "Auditor",
}
TOPICS: Mapping[str, str] = {
    "privacy-approvals": "Requests that wait for a decision, and what became of them.",
    "refresh-failures": "Refreshes that failed for good, with what to do next.",
}


def deleted(sources: Sequence[str]) -> str:
    return (
        f"Deleted in {ENGLISH.all_of(list(sources))}. Customer Insights keeps what it has read until it is refreshed."
    )
