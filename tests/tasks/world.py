"""A city in which the office and a team assign tasks, bureaus do them, and duties are shown by what was done."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.files.base import ContentFile

from lianzhang.accounts.models import User
from lianzhang.plans.models import Duty, WorkKind
from lianzhang.registry.models import Organization
from lianzhang.tasks.api import start_task
from lianzhang.tasks.models import Task, WorkRecord
from lianzhang.tasks.record_actions import RECORD_VERBS, enter_record
from lianzhang.tasks.task_actions import VERBS
from tests.acting import seated
from tests.enterprises.world import City
from tests.papers import PDF

TODAY = date(2023, 10, 9)


def paper(name: str = "印发件.pdf") -> ContentFile[bytes]:
    return ContentFile(PDF + name.encode(), name)


class TaskCity(City):
    """`bureau` and `other` are bodies with an account each; `duty` is shown by records of `kind`, `loose` by none."""

    def __init__(self) -> None:
        super().__init__()
        self.bureau, self.bureau_account = self.unit("经信局")
        self.other, self.other_account = self.unit("水利局")
        self.second_office = self.user_as("chain_office")
        self.team = self.user_as("chain_team", chains=self.chains[:1])
        named = {"plan": self.plan, "clause": self.world.clause}
        self.duty = Duty.objects.create(**named, code="quality", name="推行先进质量管理")
        self.loose = Duty.objects.create(**named, code="loose", name="别的任务")
        self.kind = WorkKind.objects.create(plan=self.plan, code="quality", name="质量管理")
        self.kind.duties.add(self.duty)

    def unit(self, name: str) -> tuple[Organization, User]:
        body = Organization.objects.create(city=self.region, code=f"body-{name}", name=name, kind="department")
        return body, seated(name, "member_unit", self.region, organization=body)

    def assigned(self, by: User | None = None, **more: Any) -> Task:
        given = {"title": "编成工作方案", "text": "编一份。", "proof": "印发的方案", "lead": self.bureau}
        given |= {"deadline": date(2023, 12, 20), "duty": self.duty} | more
        return start_task(city=self.region, by=by or self.office, **given)

    def take(self, row: Task, name: str, by: User | None = None, **given: Any) -> Task:
        """A step by a fresh look at the account, as each request does."""
        fresh = User.objects.get(pk=(by or self.bureau_account).pk)
        return VERBS[name](row=row, version=row.version, by=fresh, **given)

    def in_hand(self, **more: Any) -> Task:
        return self.take(self.assigned(**more), "take_up")

    def reported(self, on: date = TODAY, **more: Any) -> Task:
        return self.take(self.in_hand(**more), "report", done_on=on, report="已印发。", paper=paper())

    def closed(self, on: date = TODAY, **more: Any) -> Task:
        return self.take(self.reported(on, **more), "verify", self.office, verification="看了原件。")

    def record(self, by: User | None = None, **more: Any) -> WorkRecord:
        given = {"kind": self.kind, "title": "讲首席质量官制度", "result": "三家企业建起制度。", "date": TODAY}
        given |= {"chain": self.chains[0], "source": "简报第3期"} | more
        return enter_record(city=self.region, by=by or self.bureau_account, submit_now=True, **given)

    def step(self, row: WorkRecord, name: str, by: User | None = None, **given: Any) -> WorkRecord:
        fresh = User.objects.get(pk=(by or self.office).pk)
        return RECORD_VERBS[name](row=row, version=row.version, by=fresh, **given)

    def confirmed(self, **more: Any) -> WorkRecord:
        return self.step(self.record(**more), "confirm")
