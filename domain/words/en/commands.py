"""What each command does, in one sentence: in English, its own record says so (`handlers.command`)."""

from __future__ import annotations

from collections.abc import Mapping

SENTENCES: Mapping[str, str] = {}
