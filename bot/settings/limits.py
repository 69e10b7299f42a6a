"""How much is taken at a time, as `[limits]` says it."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator

from bot.settings.setting_types import Length
from bot.settings.table import Table
from domain.policy import AT_WORK, ActLimits

_LONGEST = timedelta(hours=1)
_Acts = Annotated[int, Field(ge=0, strict=True)]


class Limits(Table):
    """How many commands, clicks and forms are taken `within` a time: of one `person`, and through one `door` in all;
    zero: as many as come. Replicas share them."""

    person: _Acts = ActLimits().person
    door: _Acts = ActLimits().door
    within: Length = ActLimits().within

    @field_validator("person")
    @classmethod
    def _leaves_room_for_work(cls, person: int) -> int:
        if 0 < person < AT_WORK:
            raise ValueError(f"is fewer than people send at work: give {AT_WORK} or more, or 0 for no limit")
        return person

    @field_validator("within")
    @classmethod
    def _soon_over(cls, within: timedelta) -> timedelta:
        if within > _LONGEST:
            raise ValueError('shuts people out for too long: give "1h" or less')
        return within

    @model_validator(mode="after")
    def _takes_more_than_one_person(self) -> Self:
        if self.door and (not self.person or self.door < 2 * self.person):
            raise ValueError(
                "lets one person close a door to all others: limit person, too, and to half of door at most"
            )
        return self
