"""A lead for tests of the whole house, and what the forms on it send."""

from __future__ import annotations

from typing import Any

from lianzhang.plans.models import Plan, ProjectKind
from lianzhang.projects.actions import VERBS
from lianzhang.projects.enter_actions import enter
from lianzhang.projects.lifecycle import PROJECT
from lianzhang.registry.models import Organization
from lianzhang.work.api import AskKind

__all__ = ["a_lead", "sent_to_projects"]


def a_lead(plan: Plan, by: Any) -> Any:
    body, _ = Organization.objects.get_or_create(city=plan.city, code="a-lead", defaults={"name": "招商局"})
    kind, _ = ProjectKind.objects.get_or_create(plan=plan, code="new", defaults={"name": "新建"})
    return enter(city=plan.city, name="电芯项目", kind=kind, investor="示例投资公司", unit=body, by=by)


def sent_to_projects(said: str, day: str) -> dict[str, tuple[str, dict[str, str]]]:
    """By address, the row's name and what is sent; every text is `said`."""
    forms = {
        "amend": {"name": said, "investor": said},
        "report_month": {"month": "2023-05", "done": "5", "reason": said},
        "add_milestone": {"title": said, "baseline": day},
        "set_milestone": {"milestone": "1", "actual": day, "reason": said},
        "add_need": {"kind": "land", "text": said},
        "meet_need": {"need": "1", "met_on": day},
    }
    for step in VERBS:
        forms[step] = {ask.name: said for ask in PROJECT.steps[step].asks if ask.kind is AskKind.TEXT}
    return {f"project_{step}": ("project", given) for step, given in forms.items()}
