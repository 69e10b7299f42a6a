"""How often the bot was killed at each moment, printed at the end."""

from __future__ import annotations

from collections import defaultdict

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [*terminalreporter.stats.get("passed", []), *terminalreporter.stats.get("failed", [])]
    runs = [facts for report in reports if "moment" in (facts := dict(report.user_properties))]
    if not runs:
        return
    by_moment = defaultdict[str, list[dict[str, object]]](list)
    for facts in runs:
        by_moment[str(facts["moment"])].append(facts)
    terminalreporter.section("kills at named moments")
    for moment, found in sorted(by_moment.items()):
        kills, gone, wrong = (sum(int(str(facts[name])) for facts in found) for name in ("kills", "gone", "wrong"))
        terminalreporter.line(f"{moment:40} {len(found):3} runs {kills:3} kills {gone:3} gone {wrong:3} wrongly")
    terminalreporter.line(f"{len(runs)} runs, {sum(int(str(facts['kills'])) for facts in runs)} kills")
