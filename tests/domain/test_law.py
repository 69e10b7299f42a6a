"""Until when a person must be answered: vectors of Reg. 1182/71."""

from __future__ import annotations

from datetime import date

import pytest

from domain.law import extended_day, first_day, last_day
from tests.storage.factories import a_request


@pytest.mark.parametrize(
    ("received", "first", "extended"),
    [
        (date(2025, 12, 31), date(2026, 2, 2), date(2026, 3, 31)),  # not from where the weekend moved the first end
        (date(2025, 12, 1), date(2026, 1, 2), date(2026, 3, 2)),
        (date(2026, 1, 31), date(2026, 3, 2), date(2026, 4, 30)),
        (date(2026, 11, 30), date(2026, 12, 30), date(2027, 3, 1)),  # 28 February is a Sunday
    ],
)
def test_three_months_are_reckoned_from_receipt(received: date, first: date, extended: date) -> None:
    request = a_request("s", received_on=received)
    assert (first_day(request, "DE"), extended_day(request, "DE")) == (first, extended)
    assert last_day(request, "DE") == first
    assert last_day(a_request("s", received_on=received, extended_on=received), "DE") == extended
