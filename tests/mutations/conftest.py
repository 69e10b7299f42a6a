"""The sum of all mutations that were run, printed at the end."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.handlers.conftest import log

__all__ = ["log"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    runs = [dict(report.user_properties) for report in _reports(terminalreporter)]
    told = [run for run in runs if "mutation" in run]
    if not told:
        return
    sums = Counter(kind for run in told for kind in ("wrong", "silent", "endless", "asks") if run.get(kind))
    fine = [run for run in told if run["world"] in {"gone", "left"}]
    terminalreporter.section("mutations of answers")
    terminalreporter.line(
        f"{len({run['mutation'] for run in told})} mutations in {len(told)} runs: wrong gone {sums['wrong']}, "
        f"silent waits {sums['silent']}, asked without end {sums['endless']}."
    )
    if fine:
        asks = sorted(str(run["mutation"]) for run in fine if run.get("asks"))
        share = 100 * (len(fine) - len(asks)) // len(fine)
        terminalreporter.line(f"Gone, and only the form changed: {share} % of {len(fine)} still end gone.")
        terminalreporter.line("A person is asked by:" if asks else "Nobody is asked.")
        for name in asks:
            terminalreporter.line(f"  {name}")


def _reports(terminal: pytest.TerminalReporter) -> list[pytest.TestReport]:
    found = [*terminal.stats.get("passed", []), *terminal.stats.get("failed", [])]
    return [report for report in found if report.when == "call"]
