"""What becomes of needs and answers when two firms turn out to be one: the firm that goes on has them."""

from __future__ import annotations

from lianzhang.enterprises.api import Belonging, Union, compare_by_key, register_belonging
from lianzhang.enterprises.models import Enterprise

from .models import Match

__all__: list[str] = []


def _let_go(row: Match, stays: Enterprise) -> None:
    """Both firms answered one need: the answer that stays takes the scores of posts that have not scored it."""
    if row.pk is None:
        return
    other = stays.matches.get(need=row.need_id)
    row.scores.exclude(post__in=other.scores.values("post")).update(match=other)
    row.delete()


def _listed(stays: Enterprise, goes: Enterprise, union: Union) -> None:
    """A firm is listed as a customer once."""
    for row in goes.listed_as.all():
        if stays.listed_as.exists():
            union.against.append(f"两家都在客户清单里；请先撤销其中一条，如“{row}”，或去掉它名录里的企业。")
        union.sort("客户", row, known=False)


register_belonging(Belonging("客户", 94, _listed))


def _took_part(stays: Enterprise, goes: Enterprise, union: Union) -> None:
    """Both took part in one fair: what each brought is two stories, and somebody must decide."""
    known = set(stays.participations.values_list("event", flat=True))
    for row in goes.participations.select_related("event"):
        if row.event_id in known:
            union.against.append(f"两家都参加了“{row.event}”；请先撤销其中一家的报名。")
        union.sort("参展", row, known=False)


register_belonging(Belonging("参展", 97, _took_part))
register_belonging(Belonging("需求", 95, compare_by_key("需求", "needs", lambda row: row.pk)))
register_belonging(Belonging("对接", 96, compare_by_key("对接", "matches", lambda row: row.need_id), _let_go))
