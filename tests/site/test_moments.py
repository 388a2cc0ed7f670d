"""A time is printed as its source has it; one of another zone than the site's says so."""

from __future__ import annotations

import pytest

from briefgen.site.moments import time_view


@pytest.mark.parametrize(
    ("moment", "zone", "clock"),
    [
        ("2026-05-12T18:05:00+00:00", "Europe/Stockholm", "18:05 UTC"),
        ("2026-05-12T19:30:00+02:00", "Europe/Stockholm", "19:30"),
        ("2026-01-12T19:30:00+02:00", "Europe/Stockholm", "19:30 UTC+2"),
        ("2026-05-12T12:00:00-02:30", "Europe/Stockholm", "12:00 UTC−2:30"),
        ("2026-05-12T19:30:00+02:00", "UTC", "19:30 UTC+2"),
        ("0001-01-01T00:00:00+14:00", "Europe/Stockholm", "00:00 UTC+14"),
        ("2026-05-12T18:05:00+00:00", "", "18:05"),
        ("2026-05-12", "Europe/Stockholm", ""),
    ],
)
def test_a_time_of_another_zone_says_so(moment: str, zone: str, clock: str) -> None:
    shown = time_view(moment, "en", zone)
    assert shown is not None
    assert shown.clock == clock
    assert shown.text.endswith(clock or "2026")
