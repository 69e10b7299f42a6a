"""A logger for Slack's own libraries that says nothing: they log whole bodies and addresses. The door logs codes."""

from __future__ import annotations

import logging

QUIET = logging.Logger("bot.slack.null_logger", logging.CRITICAL + 1)
QUIET.disabled = True
