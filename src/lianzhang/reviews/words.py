"""The minutes as a paper (纪要): paragraphs made from what was confirmed, and from that alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from .agenda import Fulfilled
from .dossier import Dossier
from .models import Meeting, Minute, Presence

__all__ = ["Paper", "minutes_of"]


@dataclass(frozen=True, slots=True)
class Paper:
    """`came`: title and names of those who came, were represented, asked to be excused, did not come."""

    sender: str
    title: str
    opening: str
    text: str
    taken: Sequence[Fulfilled]
    declined: Sequence[Fulfilled]
    came: tuple[tuple[str, str], ...]
    corrections: Sequence[Minute]
    sent: str
    on: str


# In the order in which a paper names them.
NAMED = (
    ("出席", Presence.PRESENT),
    ("派员代", Presence.DEPUTISED),
    ("请假", Presence.EXCUSED),
    ("缺席", Presence.ABSENT),
)


def minutes_of(row: Meeting, told: Dossier) -> Paper:
    words = row.plan.vocabulary
    where = f"在{row.room}" if row.room else ""
    states = {"declined": "不办", "deferred": "下次议"}
    came = tuple(
        (title, names)
        for title, presence in NAMED
        if (names := "、".join(each.name for each in told.attendance if each.presence == presence))
    )
    return Paper(
        sender=words.office_full or words.office,
        title=f"{row}会议纪要",
        opening=f"{_day(row.day)}，{row.chair}{where}主持召开{row.chain or words.whole}{row.word}会议，"
        f"{row.activity}。会议为{row.period}召开，应到{len(told.attendance)}个岗位，到会{told.here}个。现纪要如下。",
        text=told.minutes.text if told.minutes else "",
        taken=told.taken,
        declined=[each for each in told.decisions if each.decision.state in states],
        came=came,
        corrections=told.corrections,
        sent="、".join(dict.fromkeys(str(each.decision.lead) for each in told.taken)),
        on=_day(row.confirmed_at.date()) if row.confirmed_at else "",
    )


def _day(on: date) -> str:
    """As a paper writes a day, without leading zeros."""
    return f"{on.year}年{on.month}月{on.day}日"
