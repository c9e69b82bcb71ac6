"""A calendar as other programs read it: whatever a text holds, no line breaks out and no letter is torn."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from lianzhang.kernel.icalendar import CalendarEvent, calendar_text
from lianzhang.kernel.workdays import SHANGHAI

NOW = datetime(2023, 11, 15, 2, 0, tzinfo=UTC)


def lines_of(*events: CalendarEvent) -> list[str]:
    """Unfolded again, as RFC 5545 says in 3.1."""
    text = calendar_text("链长", events, NOW, SHANGHAI)
    assert text.endswith("END:VCALENDAR\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    return text.replace("\r\n ", "").split("\r\n")[:-1]


@given(st.text(max_size=200))
def test_a_text_stays_one_line_and_reads_back(title: str) -> None:
    lines = lines_of(CalendarEvent("a@b", date(2023, 11, 22), title))
    (said,) = [line.removeprefix("SUMMARY:") for line in lines if line.startswith("SUMMARY:")]
    for written, meant in (("\\n", "\n"), ("\\,", ","), ("\\;", ";")):
        said = said.replace("\\\\", "\0").replace(written, meant).replace("\0", "\\\\")
    plain = title.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(each for each in plain if each == "\n" or (each >= " " and each != "\x7f"))
    assert said.replace("\\\\", "\\") == kept


def test_a_moment_is_written_in_utc_and_a_day_as_a_day() -> None:
    timed = lines_of(CalendarEvent("a@b", date(2023, 11, 22), "调度", time="15:00", place="三楼"))
    assert "DTSTART:20231122T070000Z" in timed
    assert "DTSTAMP:20231115T020000Z" in timed
    assert "LOCATION:三楼" in timed
    assert "DTSTART;VALUE=DATE:20231122" in lines_of(CalendarEvent("a@b", date(2023, 11, 22), "到期"))
