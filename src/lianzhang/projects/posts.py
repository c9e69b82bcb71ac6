"""Posts that projects ask people for: by trade where they say so; of one that says nothing nobody knows."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from lianzhang.access.api import may, visible
from lianzhang.kernel.desk import Link
from lianzhang.plans.api import Viewpoint
from lianzhang.talent.api import PostsWanted, register_posts

from .models import EARLY, UNDER_WAY, Need, Project, Stage
from .permissions import Permission

__all__: list[str] = []

# On the way to production: what they need is still to come.
TO_COME = (Stage.SIGNED, Stage.LANDED, Stage.STARTED, Stage.COMPLETED)
ASKING = tuple(each for each in UNDER_WAY if each not in EARLY)


def _asked(vp: Viewpoint) -> list[PostsWanted] | None:
    if not may(vp.user, Permission.READ):
        return None
    return [*_said(vp), *_unsaid(vp)]


def _said(vp: Viewpoint) -> Iterator[PostsWanted]:
    rows = visible(vp.user, Need).filter(kind__by_trade=True, met_on=None, project__state__in=ASKING)
    for row in rows.select_related("project", "trade").order_by("pk"):
        link = Link(f"{row.project}：{row.text}", "project", (row.project_id,))
        many = None if row.posts is None else Decimal(row.posts)
        by = row.needed_by or row.project.planned_completion
        yield PostsWanted(str(row.trade or ""), many, by, link, "项目的用工")


def _unsaid(vp: Viewpoint) -> Iterator[PostsWanted]:
    rows = visible(vp.user, Project).filter(city=vp.city, state__in=TO_COME).exclude(needs__kind__by_trade=True)
    for row in rows.order_by("planned_completion", "pk"):
        many = None if row.jobs is None else Decimal(row.jobs)
        yield PostsWanted("", many, row.planned_completion, Link(row.name, "project", (row.pk,)), "项目没有提用工")


register_posts("projects", _asked)
