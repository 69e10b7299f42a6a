"""What the door needs to know of the workspace it stands in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.door import approvals_of
from bot.slack.names import apart

API_URL = "https://slack.com/api"


@dataclass(frozen=True, kw_only=True)
class SlackSettings:
    """`teams` are the workspaces whose members count; empty: the one the bot is installed in. With a `client_id` they
    are those, and the organisations, in which the app may be installed by OAuth, beside that of the bot token.

    Without a signing secret nothing is accepted over HTTP; with an app token the bot also connects by Socket Mode.
    `channels`: purpose ("approvals", "failures") → channel id; the purposes of an environment beside the first one end
    in `@` and its name. `groups`: roles come from user groups as well.
    """

    bot_token: str = field(default="", repr=False)
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    signing_secret: str | None = field(default=None, repr=False)
    app_token: str | None = field(default=None, repr=False)
    api_url: str = API_URL
    teams: tuple[str, ...] = ()
    channels: Mapping[str, str] = field(default_factory=dict)
    groups: bool = False

    def inside(self, key: str) -> SlackSettings:
        """The same with the channels of one installation alone, as they are said there. `key`: its own."""
        mine = {purpose: apart(place) for purpose, place in self.channels.items()}
        return replace(self, channels={purpose: plain for purpose, (of, plain) in mine.items() if of == key})

    @property
    def authorize_url(self) -> str:
        """Where somebody is asked whether the app may be installed."""
        return f"{self.api_url.removesuffix('/api')}/oauth/v2/authorize"

    @property
    def approvals(self) -> Mapping[str, str]:
        """Where requests wait for approval: of each environment, by its purpose."""
        return approvals_of(self.channels)
