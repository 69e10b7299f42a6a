"""A Teams for tests: Bot Service's keys and tokens, Entra, and a connector on loopback that records what it is told.

`python -m tests.fakes.teams --port N` runs it as a process of its own, whose record `GET /_calls` returns, so that a
test that kills the bot has a judge outside of it.
"""

from tests.fakes.teams.server import FakeTeams, running_teams
from tests.fakes.teams.world import APP_ID, SECRET, TENANT, World

__all__ = ["APP_ID", "SECRET", "TENANT", "FakeTeams", "World", "running_teams"]
