"""What every table of `dsrbot.toml` is like."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Table(BaseModel):
    """One table of the file. What it does not know, it refuses."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)
