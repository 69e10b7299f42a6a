from __future__ import annotations

import io
import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import structlog

from bot.app.logs import configure
from domain.chat import Standing

LIBRARIES = ["aiohttp.server", "slack_bolt.app", "slack_sdk.web", "dbos", "sqlalchemy.engine", "msal", "asyncio"]
PERSONAL = [
    "anna@contoso.com",
    "Anna.Berg+dsr@sub.contoso.co.uk",
    "änna@bücher.example",
    "<mailto:anna@contoso.com|anna@contoso.com>",
    "https://graph.example/users?$filter=mail%20eq%20'anna%40contoso.com'",
    "postgresql+psycopg://anna:berg@db/x",
    "Bearer anna.berg-1",
    "Authorization: Basic YW5uYTpiZXJn",
    "xoxb-12-anna and xapp-1-berg",
    "eyJhbm5hIjox.eyJiZXJnIjox.c2ln",
    "first line\nanna@contoso.com\x1b[31m",
]
TELLING = ["anna", "berg", "änna", "YW5uYTpiZXJn", "eyJhbm5hIjox"]


class Lines:
    """What was logged."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    def all(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]

    def one(self) -> dict[str, Any]:
        [line] = self.all()
        return line


@pytest.fixture
def lines() -> Iterator[Lines]:
    """Logging as in the running bot, put back afterwards."""
    handlers, level = logging.root.handlers, logging.root.level
    dbos = logging.getLogger("dbos")
    tamed, dbos.handlers, dbos.propagate = (dbos.handlers, dbos.propagate), [], True  # as before durable work began
    logged = Lines()
    configure(logged.stream)
    yield logged
    structlog.reset_defaults()
    logging.root.handlers = handlers
    logging.root.setLevel(level)
    dbos.handlers, dbos.propagate = tamed


@dataclass(frozen=True)
class Face:
    email: str


class Trouble(Exception):
    pass


def fail(text: str) -> None:
    raise Trouble(text)


def crash(code: str) -> dict[str, Any]:
    """The one line that a process logs which runs this code."""
    start = "import threading\nfrom bot.app.logs import configure, tell_crashes\nconfigure()\ntell_crashes()\n"
    ended = subprocess.run(
        [sys.executable, "-c", start + code], capture_output=True, text=True, timeout=60, check=False
    )
    assert "anna" not in ended.stderr + ended.stdout
    told: dict[str, Any] = json.loads(ended.stderr)
    return told


def test_a_line_is_json_with_its_level_and_the_time_in_utc(lines: Lines) -> None:
    structlog.get_logger().warning("a place is closed", surface="slack", tries=2)
    line = lines.one()
    assert (line["event"], line["level"], line["surface"], line["tries"]) == (
        "a place is closed",
        "warning",
        "slack",
        2,
    )
    assert datetime.now(UTC) - datetime.fromisoformat(line["timestamp"]) < timedelta(minutes=1)


def test_details_below_the_chosen_level_are_not_written(lines: Lines) -> None:
    structlog.get_logger().debug("a detail")
    assert lines.text == ""


def test_what_is_bound_to_the_context_stands_in_the_line(lines: Lines) -> None:
    with structlog.contextvars.bound_contextvars(request="DSR-7K3QFA"):
        structlog.get_logger().info("decided")
    assert lines.one()["request"] == "DSR-7K3QFA"


@pytest.mark.parametrize("text", PERSONAL)
def test_addresses_and_tokens_are_masked_wherever_they_stand(lines: Lines, text: str) -> None:
    log = structlog.get_logger().bind(bound=text)
    log.info(text, value=text, listed=[text, (text, {text})], mapped={text: text, "deep": {"deeper": text}})
    log.info("said %s", text)
    with structlog.contextvars.bound_contextvars(context=text):
        log.info("in context")
    assert len(lines.all()) == 3
    assert [word for word in TELLING if word in lines.text.casefold() or word in lines.text] == []


@pytest.mark.parametrize(
    "key",
    ["email", "user_email", "emails", "text", "reason", "Authorization", "accessToken", "signing-secret", "master_key"],
)
def test_what_goes_by_a_telling_name_is_left_out(lines: Lines, key: str) -> None:
    structlog.get_logger().info("done", **{key: "Anna Berg", "nested": {key: "Anna Berg"}})
    assert "Anna" not in lines.text
    assert lines.one()["nested"] == {}


@pytest.mark.parametrize("key", ["context", "code", "status", "keyboard", "monkey", "textile"])
def test_a_name_that_only_looks_telling_stays(lines: Lines, key: str) -> None:
    structlog.get_logger().info("done", **{key: "kept"})
    assert lines.one()[key] == "kept"


def test_plain_values_stay_readable(lines: Lines) -> None:
    at = datetime(2026, 11, 23, tzinfo=UTC)
    structlog.get_logger().info("x", standing=Standing.GUEST, at=at, took=timedelta(seconds=2), none=None, yes=True)
    line = lines.one()
    assert (line["standing"], line["at"], line["took"]) == ("guest", "2026-11-23 00:00:00+00:00", "0:00:02")
    assert (line["none"], line["yes"]) == (None, True)


@pytest.mark.parametrize("thing", [Face("anna"), Trouble("anna"), b"anna", object()])
def test_of_anything_else_only_the_kind_is_told(lines: Lines, thing: object) -> None:
    structlog.get_logger().info("x", thing=thing)
    assert lines.one()["thing"] == f"<{type(thing).__name__}>"


def test_a_long_text_without_an_address_takes_no_long_time(lines: Lines) -> None:
    structlog.get_logger().info("x", long="a" * 200_000)
    assert len(lines.one()["long"]) == 200_000


def test_an_exception_is_its_class_and_our_own_frames(lines: Lines) -> None:
    try:
        fail("anna@contoso.com Anna Berg")
    except Trouble:
        structlog.get_logger().exception("an act failed")
    line = lines.one()
    assert line["error"] == "Trouble"
    assert [frame.partition(":")[0] for frame in line["where"]] == ["tests/bot/app/test_logs.py"] * 2
    assert line["where"][-1].endswith(" fail")
    assert "anna" not in lines.text.casefold()


def test_what_stands_behind_an_exception_is_told_too(lines: Lines) -> None:
    try:
        try:
            fail("anna")
        except Trouble as trouble:
            raise ValueError("berg") from trouble
    except ValueError as error:
        structlog.get_logger().error("an act failed", exc_info=error)
    assert [one["error"] for one in lines.one()["behind"]] == ["Trouble"]
    assert "anna" not in lines.text


def test_every_part_of_a_group_of_exceptions_is_told(lines: Lines) -> None:
    group = ExceptionGroup("anna", [Trouble("anna"), ExceptionGroup("anna", [KeyError("berg")])])
    structlog.get_logger().error("an act failed", exc_info=group)
    assert [one["error"] for one in lines.one()["behind"]] == ["Trouble", "ExceptionGroup", "KeyError"]
    assert "anna" not in lines.text


@pytest.mark.parametrize("name", LIBRARIES)
def test_a_library_is_heard_without_its_words(lines: Lines, name: str) -> None:
    logging.getLogger(name).warning("Unhandled request %s", {"user": "Anna Berg"})
    line = lines.one()
    assert (line["level"], line["logger"]) == ("warning", name)
    assert line["source"].startswith("test_logs.py:")
    assert "Anna" not in lines.text


@pytest.mark.parametrize("name", LIBRARIES)
def test_the_exceptions_of_a_library_are_told_like_ours(lines: Lines, name: str) -> None:
    try:
        fail("anna@contoso.com")
    except Trouble:
        logging.getLogger(name).exception("Error handling request from anna")
    assert lines.one()["error"] == "Trouble"
    assert "anna" not in lines.text


def test_the_access_log_is_off(lines: Lines) -> None:
    logging.getLogger("aiohttp.access").info("GET /users/anna@contoso.com")
    assert lines.text == ""


def test_a_record_that_cannot_be_formatted_is_still_one_line() -> None:
    assert crash("import logging\nlogging.getLogger('msal').warning('%d users', 'anna')")["logger"] == "msal"


def test_a_crash_of_the_process_is_one_line_without_its_text() -> None:
    told = crash("raise ValueError('anna')")
    assert (told["level"], told["event"], told["error"]) == ("critical", "the process ended unforeseen", "ValueError")


def test_a_crash_of_a_thread_is_one_line_without_its_text() -> None:
    told = crash("thread = threading.Thread(target=lambda: {}['anna'])\nthread.start()\nthread.join()")
    assert (told["event"], told["error"]) == ("a thread ended unforeseen", "KeyError")


def test_an_error_in_cleaning_up_is_one_line_without_its_text() -> None:
    told = crash("class Thing:\n  def __del__(self): raise ValueError('anna')\nThing()")
    assert (told["event"], told["error"]) == ("something could not be cleaned up", "ValueError")
