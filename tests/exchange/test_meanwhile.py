"""What others write between the preparing of an import and its writing: elsewhere it does not matter, here it does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from lianzhang.access.models import Assignment
from lianzhang.enterprises import actions
from lianzhang.enterprises.models import Enterprise, Membership
from lianzhang.exchange import tasks
from lianzhang.exchange.models import Batch
from lianzhang.jobs.models import Job
from lianzhang.kernel.periods import parse_period
from lianzhang.statements.lock_actions import lock_period
from lianzhang.statements.models import Statement
from tests.enterprises.world import uscc

from .uploads import Desk, sheet_of, work_off

CODE, NAME = "统一社会信用代码", "名称"
ONE = {CODE: uscc(9001), NAME: "示例精密铸造有限公司", "区域": "东区", "地址": "示例大道1号"}
Act = Callable[[], Any]


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[[Act], None]:
    """Have something done once, after the next batch is staged and before it is written."""

    def arrange(act: Act, times: int = 1) -> None:
        left = [act] * times
        for name in ("stage_pages", "stage_undo"):
            stage = getattr(tasks, name)

            def staged(*args: Any, stage: Any = stage) -> Any:
                written = stage(*args)
                if left:
                    left.pop()()
                return written

            monkeypatch.setattr(tasks, name, staged)

    return arrange


def try_again() -> None:
    """As if the pause before the next attempt were over."""
    Job.objects.filter(state="waiting").update(due=timezone.now())
    work_off()


def edit(firm: Enterprise, desk: Desk) -> None:
    firm.refresh_from_db()
    actions.edit(firm=firm, version=firm.version, by=desk.user, address=f"示例大道{firm.version + 2}号")


def test_what_changes_elsewhere_does_not_hold_up_an_import(desk: Desk, meanwhile: Any) -> None:
    other, batch = desk.city.firm("别的厂"), desk.upload(sheet_of(ONE))
    meanwhile(lambda: (edit(other, desk), desk.city.firm("又一家别的厂")))
    desk.press(batch, "apply")
    assert batch.state == "applied"
    assert Enterprise.objects.count() == 3


def test_a_firm_that_is_written_and_changed_meanwhile_is_looked_at_again(desk: Desk, meanwhile: Any) -> None:
    firm = desk.city.firm(ONE[NAME], uscc=ONE[CODE], address="旧址")
    batch = desk.upload(sheet_of(ONE))
    meanwhile(lambda: edit(firm, desk))
    desk.press(batch, "apply")
    firm.refresh_from_db()
    assert (batch.state, firm.address) == ("applying", "示例大道2号")
    try_again()
    batch.refresh_from_db()
    assert batch.state == "checked"
    assert "有人改动过" in batch.refusal
    desk.press(batch, "apply")
    firm.refresh_from_db()
    assert (batch.state, firm.address, firm.version) == ("applied", ONE["地址"], 2)


@pytest.mark.parametrize(
    ("registered", "status"),
    [({"name": "另一个名称", "uscc": ONE[CODE]}, "changed"), ({"name": "湖北示例精密铸造股份有限公司"}, "alike")],
)
def test_a_firm_that_was_registered_meanwhile_is_not_registered_twice(
    desk: Desk, meanwhile: Any, registered: dict[str, str], status: str
) -> None:
    batch = desk.upload(sheet_of(ONE))
    meanwhile(lambda: desk.city.firm(**registered))
    desk.press(batch, "apply")
    try_again()
    batch.refresh_from_db()
    assert Enterprise.objects.count() == 1
    assert (batch.state, batch.counts) == ("checked", {status: 1}) or batch.refusal == tasks.APPLY.taken


def test_shares_that_others_gave_meanwhile_are_counted(desk: Desk, meanwhile: Any) -> None:
    firm, (first, second) = desk.city.firm(founded=date(2015, 3, 1)), desk.city.chains[:2]
    row = {CODE: firm.uscc, "产业链": first.name, "起": "2021-01-01", "计入比例": "60"}
    batch = desk.upload(sheet_of(row, name="在链企业"), register="memberships")
    meanwhile(lambda: desk.city.on_chain(firm, 1, share=Decimal(70), starts=date(2021, 1, 1)))
    desk.press(batch, "apply")
    try_again()
    batch.refresh_from_db()
    assert list(Membership.objects.values_list("chain", flat=True)) == [second.pk]
    assert (batch.state, batch.counts) == ("checked", {"fault": 1})


def test_a_period_that_was_locked_meanwhile_takes_no_figures(desk: Desk, meanwhile: Any) -> None:
    firm = desk.city.firm(founded=date(2015, 3, 1))
    batch = desk.upload(
        sheet_of({CODE: firm.uscc, "时期": "2022", "产值（万元）": "1200"}, name="企业报表"), register="statements"
    )
    meanwhile(lambda: lock_period(period=parse_period("2022"), reason="已上报", by=desk.user))
    desk.press(batch, "apply")
    try_again()
    batch.refresh_from_db()
    assert not Statement.objects.exists()
    assert (batch.state, batch.counts) == ("checked", {"fault": 1})


def test_a_post_that_ends_meanwhile_writes_nothing(desk: Desk, meanwhile: Any) -> None:
    batch = desk.upload(sheet_of(ONE))
    meanwhile(lambda: Assignment.objects.filter(user=desk.user).update(starts=date(2019, 1, 1), ends=date(2020, 1, 1)))
    desk.press(batch, "apply")
    assert batch.state == "checked"
    assert "岗位已经变动" in batch.refusal
    assert not Enterprise.objects.exists()


def test_what_was_built_on_a_batch_meanwhile_is_not_undone(desk: Desk, meanwhile: Any) -> None:
    batch = desk.upload(sheet_of(ONE))
    desk.press(batch, "apply")
    firm = Enterprise.objects.get()
    meanwhile(lambda: desk.city.on_chain(firm))
    desk.press(batch, "undo")
    try_again()
    batch.refresh_from_db()
    assert batch.state == "applied"
    assert "之后有了在链记录" in batch.refusal
    assert Membership.objects.count() == 1


def test_a_batch_that_others_always_forestall_is_given_back(desk: Desk, meanwhile: Any) -> None:
    firm = desk.city.firm(ONE[NAME], uscc=ONE[CODE], address="旧址", source="甲")
    batch = desk.upload(sheet_of(ONE | {"来源": "乙"}))

    def touch() -> None:
        Enterprise.objects.filter(pk=firm.pk).update(version=Enterprise.objects.get(pk=firm.pk).version + 1)
        desk.city.on_chain(desk.city.firm())

    meanwhile(touch, times=9)
    desk.press(batch, "apply")
    for _ in range(4):
        assert Batch.objects.get(pk=batch.pk).state == "applying"
        try_again()
    batch.refresh_from_db()
    assert (batch.state, batch.refusal) == ("checked", tasks.GIVEN_UP)
    assert tasks.GIVEN_UP in desk.page(batch)
    firm.refresh_from_db()
    assert firm.source == "甲"
    desk.press(batch, "apply")
    assert Batch.objects.get(pk=batch.pk).state in ("applying", "applied")
