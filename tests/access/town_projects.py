"""Projects of the town: a lead, one in talks that others would like, those that landed here and there."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from lianzhang.plans.models import ProjectCount, ProjectCurve, ProjectKind, ProjectLimit, SupplyLimit
from lianzhang.projects.models import Claim, HandOver, Milestone, MonthFigure, Need, Project, YearFigure
from lianzhang.registry.models import ResponsibleUnit
from tests.enterprises.world import START

__all__ = ["add_projects"]


def add_projects(town: Any, unit: ResponsibleUnit, district: ResponsibleUnit) -> None:
    """`unit` is a bureau's, `district` that of the first side."""
    for code in ("new", "smart", "land"):
        ProjectKind.objects.create(plan=town.plan, code=f"town-{code}", name=code)
    kind = ProjectKind.objects.get(plan=town.plan, code="town-new")
    ProjectCount.objects.create(plan=town.plan, code="town", name="开工").kinds.add(kind)
    ProjectLimit.objects.create(plan=town.plan, what="stalled", days=30)
    SupplyLimit.objects.create(plan=town.plan, what="search", days=40)
    ProjectCurve.objects.create(plan=town.plan, month=6, percent=40)
    side, last = town.sides[0], town.sides[-1]
    park = ResponsibleUnit.objects.get_or_create(city=town.region, park=town.park)[0]
    own = {"chain": side.chain, "region": side.district, "enterprise": side.known}
    made = [
        _project(town, kind, 1, unit, state="lead", investor_key="甲", region=side.district),
        _project(town, kind, 2, district, state="talks", chain=last.chain),
        _project(town, kind, 3, district, state="landed", **own),
        _project(town, kind, 4, unit, state="started", chain=last.chain, region=last.district, enterprise=last.known),
        _project(town, kind, 5, park, state="lost", lost_from="talks", lost_on=START, region=side.district),
        _project(town, kind, 6, park, state="signed", asked_unit=unit, park=town.park, region=town.park.region),
    ]
    for row in made:
        Milestone.objects.create(project=row, title=f"封顶{row.number}", baseline=START, forecast=START)
        MonthFigure.objects.create(project=row, month=date(2021, 3, 1), done=5)
        YearFigure.objects.create(project=row, year=2021, done=5)
        Need.objects.create(project=row, kind=kind, text=f"用地{row.number}")
        handed = {"left": unit, "taken": park, "note": "移交", "asked_at": timezone.now()}
        HandOver.objects.create(project=row, state="accepted" if row.state == "landed" else "refused", **handed)
    Claim.objects.create(
        city=town.region,
        project=made[0],
        unit=district,
        name="后报的",
        investor="甲",
        by=town.office,
        at=timezone.now(),
    )


def _project(town: Any, kind: ProjectKind, number: int, unit: ResponsibleUnit, **more: Any) -> Project:
    facts = {"name": f"{number}号项目", "number": f"2021-{number}", "entered_by": town.office, "progressed_on": START}
    return Project.objects.create(city=town.region, kind=kind, unit=unit, entered_at=timezone.now(), **(facts | more))
