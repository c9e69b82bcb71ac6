"""What is being changed in the plan of a town, and drafted from a paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.plans.models import FirstPlan, PaperDraft, PlanChange

if TYPE_CHECKING:
    from .town import Town

__all__ = ["add_changes"]


def add_changes(town: Town, number: int, by: User) -> None:
    """One that waits to be checked, one that took effect, and a paper half looked through."""
    said = {"city": town.region, "entered_by": by, "entered_at": timezone.now()}
    PlanChange.objects.create(title=f"修订{number}", plan=town.plan, state="proposed", **said)
    PaperDraft.objects.create(name=f"方案{number}.docx", text="一、目标\n培育链主30家。", **said)
    done = {"applied_by": by, "applied_at": timezone.now()}
    PlanChange.objects.create(title=f"改过{number}", plan=town.plan, state="applied", **said, **done)
    FirstPlan.objects.get_or_create(city_code="990000", defaults={"code": "first", "asked_by": by})
