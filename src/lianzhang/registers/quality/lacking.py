"""What a firm in the register may lack of its identity, who mends it, and the firms that are asked to have it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from lianzhang.access.api import NOTHING, acting, policy_of, visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise, Membership
from lianzhang.kernel.vocabulary import spoken
from lianzhang.statements.api import STILL_HERE
from lianzhang.statements.models import Statement

__all__ = ["LACKS", "Lack", "answered", "answered_statements", "lacking", "on_chain", "present"]


Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing lacking: `owner` answers for it, `why` says what cannot be reckoned without it."""

    code: str
    title: str
    why_in: str
    owner_in: str

    @property
    def why(self) -> str:
        return spoken(self.why_in)

    @property
    def owner(self) -> str:
        return spoken(self.owner_in)


LACKS = {
    lack.code: lack
    for lack in (
        Lack("uscc", "缺统一社会信用代码", "不能与其他表格对上，也查不出重复", "所在{areas}"),
        Lack("region", "缺区域", "不知道由谁负责，不计入任何{areas}", "{office}"),
        Lack("industry", "缺行业代码", "不能按行业汇总，也推荐不出环节", "所在{areas}"),
        Lack("segment", "在链而缺环节", "图谱上看不见，环节强弱少算它", "产业链专班"),
        Lack("place", "缺坐标", "{whole}地图上看不见", "所在{areas}"),
    )
}


def answered(user: User) -> QuerySet[Enterprise]:
    """The firms that `user` answers for: only of these does it know whether something is missing."""
    return _acted_upon(user, Enterprise)


def answered_statements(user: User) -> QuerySet[Statement]:
    """What those firms report; what was merged away is reported by the firm that goes on."""
    return _acted_upon(user, Statement).filter(enterprise__merged_into=None)


def _acted_upon(user: User, model: type[Row]) -> QuerySet[Row]:
    active, rule = acting(user), policy_of(model)
    return visible(user, model).filter(rule.acted_by(active) if active and rule else NOTHING)


def present(firms: QuerySet[Enterprise]) -> QuerySet[Enterprise]:
    """Those that stand in the city today: of these an identity is asked."""
    return firms.filter(state__in=STILL_HERE, outside=False, merged_into=None)


def on_chain(user: User, at: date, **more: Any) -> QuerySet[Membership]:
    """Memberships in sight that hold on a day, of the firm one asks from."""
    running = Q(ends__isnull=True) | Q(ends__gt=at)
    return visible(user, Membership).filter(running, starts__lte=at, enterprise=OuterRef("pk"), **more)


def lacking(code: str, user: User, at: date) -> Q | Exists:
    """The condition under which a firm lacks it on a day."""
    match code:
        case "region":
            return Q(region=None)
        case "segment":
            return Exists(on_chain(user, at, segment=None))
        case "place":
            return Q(longitude=None)
    return Q(**{code: ""})
