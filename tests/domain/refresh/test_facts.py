"""What is kept of the refresh of a source is what earlier releases kept and read."""

from __future__ import annotations

from domain.refresh.facts import RefreshFacts, Unclear

INTENT = "2026-11-02 12:00:00+00:00"


def test_a_row_holds_what_it_held() -> None:
    whole, row = RefreshFacts(asked=Unclear(3, INTENT), owner="Bea"), {"asked": f"3 {INTENT}", "owner": "Bea"}
    assert whole.kept == row
    assert RefreshFacts.read(row) == whole


def test_what_is_no_count_stays_as_it_came() -> None:
    found = RefreshFacts.read({"asked": "often", "owner": ""})
    assert (found.asked, found.kept) == (Unclear(), {"asked": "often"})
