"""Debian's Chromium. The one without windows is preferred: it draws the same, and takes half the time."""

from __future__ import annotations

from pathlib import Path

_KNOWN = [Path("/usr/bin/chromium-headless-shell"), Path("/usr/bin/chromium")]
CHROMIUM = next((path for path in _KNOWN if path.exists()), None)
MISSING = "" if CHROMIUM else "needs Debian's Chromium (apt-get install chromium-headless-shell)"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SHARP = [*ARGUMENTS, "--force-device-scale-factor=2"]  # for pictures
