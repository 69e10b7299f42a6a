"""A Slack for tests: its Web API, response_url and Socket Mode on loopback, and the hand that sends signed requests.

`python -m tests.fakes.slack --port N` runs it as a process of its own, whose record `GET /_calls` returns, so that a
test that kills the bot has a judge outside of it.
"""

from tests.fakes.slack.server import FakeSlack, running_slack
from tests.fakes.slack.world import APP_TOKEN, BOT_TOKEN, SECRET, TEAM, World

__all__ = ["APP_TOKEN", "BOT_TOKEN", "SECRET", "TEAM", "FakeSlack", "World", "running_slack"]
