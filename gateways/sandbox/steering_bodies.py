"""What steering can be asked for, checked with a sentence for every mistake."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Base64Bytes, BaseModel, ConfigDict, Field

from gateways.sandbox.mailbox import Manner
from gateways.sandbox.world import Behaviour

Seconds = Annotated[float, Field(ge=0, le=86_400)]
Kind = Literal[
    "salesforce", "dynamics365", "powerQuery", "attachCdm", "attachSynapse", "attachCds", "powerPlatform", "datahub"
]
Provisioning = Literal["new", "creating", "active", "createFailed", "updateFailed", "refreshCredentials", "deactivated"]


class _Wish(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, str_strip_whitespace=True)


class SourceWish(_Wish):
    """How a data source is from now on; what is not named stays as it is.

    `seconds`: how long its refresh takes, null for what the speed says. `provisioning`: with `refreshCredentials`
    its refreshes fail. `state`: what its node shows until the next refresh, be it a word that nobody knows.
    `incremental`: it is read in parts, so that what is deleted in the original stays in its copy.
    `corrupt`: some of its rows could not be read; `corrupt_of`: whose, by address, besides others, and for good;
    `takes_filters`: their table does.
    """

    behaviour: Behaviour = Field(Behaviour.SUCCEED, strict=False)
    seconds: Seconds | None = None
    provisioning: Provisioning = "active"
    shown: str | None = Field(None, alias="state", min_length=1)
    incremental: bool = False
    corrupt: bool = False
    takes_filters: bool = False
    corrupt_of: tuple[str, ...] = Field((), strict=False)


class NewSourceWish(_Wish):
    """A data source that was never refreshed and knows nobody. `owner` is an e-mail address."""

    friendly_name: str = Field(min_length=1)
    kind: Kind = "powerQuery"
    owner: str = "ines.roth@contoso.com"


class SpeedWish(_Wish):
    """`seconds`: how long a refresh takes. `linger`: for how many seconds a removed assignment stays listed."""

    seconds: Seconds | None = None
    linger: Seconds | None = None


class ScheduleWish(_Wish):
    """When everything is refreshed by itself; what is not named stays as it is. Full runs are started in time.

    `cron`: second, minute, hour, day, month, weekday. `timezone`: an IANA name; any other is shown, and starts nothing.
    """

    active: bool = True
    full: bool = False
    cron: tuple[str, ...] = Field((), strict=False)
    timezone: str = "UTC"


class DataWish(_Wish):
    """How questions about customers are answered; what is not named stays as it is.

    `capitals`: capital letters count in a filter. `searches`: by the whole phrase, or by any of its words. `made`: more
    tables with a row of each customer, and the kind of each (`EntityType`). `keeps`: by table, the addresses of those
    whose rows stay in it whatever is refreshed; tables of Dataverse by their logical names. `copied_after`: how many
    seconds Dataverse is behind.
    """

    capitals: bool = False
    searches: Literal["phrase", "words"] = "phrase"
    made: dict[str, str] = Field({})
    keeps: dict[str, tuple[str, ...]] = Field({}, strict=False)
    copied_after: Annotated[float, Field(ge=0, le=1e6)] = 0.0


class SegmentWish(_Wish):
    """How a segment is from now on; what is not named stays as it is.

    `static`: no refresh reaches it unless it is named. `evaluated`: when it was last worked out, null for never. Whom
    it holds stays as it was.
    """

    static: bool = False
    active: bool = True
    evaluated: AwareDatetime | None = Field(None, strict=False)


class OddWish(_Wish):
    """In what other forms answers come (see `world.Oddities`); what is not named stays as it is."""

    page: Annotated[int, Field(ge=1, le=1000)] | None = None
    wrap: bool = False
    case: Literal["", "lower", "upper"] = ""
    rename: dict[str, str] = Field({})
    null: tuple[str, ...] = Field((), strict=False)
    bodiless: bool = False
    clock: Annotated[float, Field(ge=-86_400, le=86_400)] = 0.0
    keys: Literal["both", "primary", "secondary", "none"] = "both"
    routes: Literal["both", "documented", "client"] = "both"
    moved: bool = False


class FaultWish(_Wish):
    """The `next` calls whose path contains `path` get an error `status`, or 0: the connection breaks.

    `after`: only once the work is done, so the caller cannot know. `retry_after`: seconds. `next` 0 ends a fault.
    """

    status: Annotated[int, Field(ge=400, le=599)] | Literal[0]
    next: int = Field(1, ge=0)
    path: str = "/v1/"
    retry_after: int | None = Field(None, ge=0)
    after: bool = False


class MailWish(_Wish):
    """How Microsoft's team and the mailbox are from now on (see `post.Steering`); what is not named stays as it is.

    `forget_tokens`: every delta token given so far is too old.
    """

    behaviour: Manner = Field(Manner.ANSWER, strict=False)
    seconds: Seconds | None = None
    file: str = Field("export.json", min_length=1)
    filing: Seconds = 0.2
    owner: str | None = None
    limit: int = Field(10_000, ge=0)
    keeps_ids: bool = True
    broken: tuple[str, ...] = Field((), strict=False)
    forget_tokens: bool = False


class NewMailWish(_Wish):
    """A mail for the mailbox, as it came over the wire, in base64."""

    raw: Base64Bytes
    junk: bool = False


class GroupWish(_Wish):
    """Who is of a group: ids of the directory."""

    members: tuple[str, ...] = Field(strict=False)
