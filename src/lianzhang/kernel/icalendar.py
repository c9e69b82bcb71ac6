"""Writes what falls due as a calendar that other programs read (RFC 5545): texts escaped, lines folded, days whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

__all__ = ["CalendarEvent", "calendar_text"]

LONGEST = 75  # octets of a line, without its end
HOURS = timedelta(hours=2)  # how long something is shown to last that says only when it begins
UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """One event; `uid` is the same each time it is told. Without a time (15:00) it is of the whole day."""

    uid: str
    on: date
    title: str
    time: str = ""
    note: str = ""
    place: str = ""
    address: str = ""


def calendar_text(name: str, events: Iterable[CalendarEvent], now: datetime, zone: ZoneInfo) -> str:
    """The whole file. Moments are written in UTC, so that no time zone need be described."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//lianzhang//calendar//ZH", "CALSCALE:GREGORIAN"]
    lines += ["METHOD:PUBLISH", f"X-WR-CALNAME:{_escaped(name)}"]
    for event in events:
        lines += _event(event, now, zone)
    return "".join(f"{folded}\r\n" for line in [*lines, "END:VCALENDAR"] for folded in _folded(line))


def _event(event: CalendarEvent, now: datetime, zone: ZoneInfo) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_escaped(event.uid)}"
    yield f"DTSTAMP:{_moment(now)}"
    if event.time:
        begins = datetime.combine(event.on, time.fromisoformat(event.time), zone)
        yield f"DTSTART:{_moment(begins)}"
        yield f"DTEND:{_moment(begins + HOURS)}"
    else:
        yield f"DTSTART;VALUE=DATE:{event.on:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{event.on + timedelta(days=1):%Y%m%d}"
        yield "TRANSP:TRANSPARENT"
    yield f"SUMMARY:{_escaped(event.title)}"
    for title, words in (("DESCRIPTION", event.note), ("LOCATION", event.place)):
        if words:
            yield f"{title}:{_escaped(words)}"
    if event.address:
        yield f"URL:{event.address}"
    yield "END:VEVENT"


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    """No control character may stand in a text but the line's end, which is written as letters."""
    for letter in "\\;,":
        text = text.replace(letter, f"\\{letter}")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\\n".join("".join(each for each in line if each >= " " and each != "\x7f") for line in lines)


def _folded(line: str) -> Iterator[str]:
    """Split where 75 octets are full, never within a letter; what goes on begins with a blank."""
    part, size = "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > LONGEST:
            yield part
            part, size = " ", 1
        part += letter
        size += octets
    yield part
