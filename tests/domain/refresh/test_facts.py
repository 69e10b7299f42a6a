"""What is kept of the refresh of a source is what earlier releases kept and read."""

from __future__ import annotations

from domain.refresh.facts import RefreshFacts


def test_a_row_holds_what_it_held() -> None:
    whole, row = RefreshFacts(owner="Bea"), {"owner": "Bea"}
    assert whole.kept == row
    assert RefreshFacts.read(row) == whole


def test_what_an_earlier_release_counted_stays_as_it_came() -> None:
    found = RefreshFacts.read({"asked": "3 2026-11-02 12:00:00+00:00", "owner": ""})
    assert found.kept == {"asked": "3 2026-11-02 12:00:00+00:00"}
