"""What was typed after `/dsr`, as the person saw it. Slack escapes it (`should_escape`), so a name is never only text.

Source: docs.slack.dev/interactivity/implementing-slash-commands.
"""

from __future__ import annotations

import re

from domain.pasted import unlinked

_MARKED = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")


def spoken(text: str) -> str:
    """People as `<@U123>`, channels as `#name`, addresses bare, and `&`, `<` and `>` themselves."""
    if "<" in text:
        text = _MARKED.sub(_unmarked, text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _unmarked(mark: re.Match[str]) -> str:
    target, label = mark[1], mark[2] or ""
    match target[:1]:
        case "@":
            return f"<{target}>"
        case "#":
            return f"#{label or target[1:]}"
        case "!":
            return label or f"@{target[1:].partition('^')[0]}"
    if target.startswith("mailto:") and label:
        return unlinked(mark[0])  # as it is, where the label claims another
    if target.startswith(("mailto:", "tel:")):
        return target.partition(":")[2]
    return label if label and target.endswith(f"://{label}") else target
