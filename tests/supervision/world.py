"""A city on a day in November: a problem and a target are late, and the office puts them on a list."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest

from lianzhang.accounts.models import User
from lianzhang.plans.models import Colour, SupervisionColour, Target
from lianzhang.problems.models import Problem
from lianzhang.supervision import actions, item_actions
from lianzhang.supervision.candidates import matters
from lianzhang.supervision.models import SupervisionItem, SupervisionList
from tests.problems.world import Clockwork, ProblemCity

__all__ = ["COLOURS", "NOVEMBER", "SupervisedCity"]

COLOURS = {Colour.BLUE: (1, 5), Colour.YELLOW: (4, 3), Colour.RED: (11, 2)}
ASKED, NOVEMBER = "2023-10-09T10:00", "2023-11-15T10:00"
SOON = date(2023, 11, 22)


class SupervisedCity(ProblemCity):
    """`late` is a problem of the first chain that the bureau leads, due on 30 October; `missed` a target of nobody."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.clock = Clockwork(monkeypatch)
        self.clock.at(ASKED)
        super().__init__()
        for colour, (start, limit) in COLOURS.items():
            SupervisionColour.objects.create(plan=self.plan, colour=colour, from_days=start, answer_workdays=limit)
        self.late: Problem = self.in_hand(chain=self.chains[0])
        self.missed: Target = self.world.target("giants")
        Target.objects.filter(pk=self.missed.pk).update(due=date(2023, 6, 30))
        self.world.observe(self.missed, "2023-06", 5)
        self.leader = self.user_as("head_chief")
        self.clock.at(NOVEMBER)

    def draft(self, *subjects: str) -> SupervisionList:
        """A draft of the matters named, or of all there are."""
        row = actions.draft(plan=self.plan, by=self.fresh(self.office))
        told = matters(self.plan, self.fresh(self.office))
        chosen = [each for each in told if each.subject in subjects] if subjects else told
        actions.collect(row=row, chosen=chosen, by=self.fresh(self.office))
        return row

    def fresh(self, user: User) -> User:
        """As each request looks at the account."""
        return User.objects.get(pk=user.pk)

    def edit(self, item: SupervisionItem, **more: Any) -> SupervisionItem:
        given = {"lead": self.bureau, "asked": "写明原因", "answer_by": SOON, "colour": item.colour} | more
        return item_actions.edit(row=item, version=item.version, by=self.fresh(self.office), **given)

    def issue(self, row: SupervisionList) -> SupervisionList:
        for item in row.items.filter(lead=None):
            self.edit(item)
        row.refresh_from_db()
        return actions.issue(row=row, version=row.version, by=self.fresh(self.office))

    def issued(self, *subjects: str) -> SupervisionItem:
        return self.issue(self.draft(*(subjects or [f"problems.Problem:{self.late.pk}"]))).items.get()

    def take(self, row: Any, name: str, by: User, **given: Any) -> Any:  # type: ignore[override]
        if not isinstance(row, SupervisionItem):
            return super().take(row, name, by, **given)
        row.refresh_from_db()
        return item_actions.ITEM_VERBS[name](row=row, version=row.version, by=self.fresh(by), **given)

    def walk(self, row: SupervisionItem, names: Iterable[str]) -> SupervisionItem:
        """Through these steps, each by whoever may."""
        given = {
            "answer": {"answer": "线路已经迁改"},
            "send_back": {"reason": "没有写费用由谁出", "until": SOON},
            "accept": {"review": "看了现场照片"},
            "end": {"recognition": "firm", "basis": "企业回话满意"},
        }
        for name in names:
            row = self.take(row, name, self.bureau_account if name == "answer" else self.office, **given[name])
        return row
