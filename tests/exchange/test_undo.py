"""An undone import leaves the register as it stood, by whoever may write it so today, or says row by row why not."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from lianzhang.access.models import Assignment
from lianzhang.accounts.models import User
from lianzhang.enterprises import actions, membership_actions
from lianzhang.enterprises.models import Enterprise, Membership
from lianzhang.exchange import tasks
from lianzhang.exchange.models import Batch
from lianzhang.honours import actions as honour_actions
from lianzhang.honours.models import Honour
from lianzhang.jobs.models import Job
from lianzhang.kernel.periods import parse_period
from lianzhang.records.api import add_attachment
from lianzhang.records.models import AuditEvent
from lianzhang.registry.models import Park
from lianzhang.statements import actions as reports
from lianzhang.statements.lock_actions import lock_period
from lianzhang.statements.models import Statement
from tests.acting import post_of
from tests.enterprises.reported import entry_of
from tests.enterprises.world import City, uscc
from tests.papers import docx

from .uploads import Desk, sheet_of, work_off

CODE, NAME = "统一社会信用代码", "名称"
ONE = {CODE: uscc(9001), NAME: "示例精密铸造有限公司", "区域": "东区"}


@pytest.fixture
def firm(city: City) -> Enterprise:
    return city.firm("示例铸造有限公司", founded=date(2015, 3, 1))


def imported(desk: Desk, register: str, *rows: dict[str, Any]) -> Batch:
    batch = desk.upload(sheet_of(*rows), register=register)
    desk.press(batch, "apply")
    assert batch.state == "applied", (batch.refusal, batch.counts, desk.faults(batch))
    return batch


def refused(desk: Desk, batch: Batch, *words: str) -> None:
    desk.press(batch, "undo")
    assert batch.state == "applied"
    assert all(word in batch.refusal for word in words), batch.refusal
    assert batch.refusal in desk.page(batch)


def figures(firm: Enterprise, output: str = "1200") -> dict[str, Any]:
    return {CODE: firm.uscc, "时期": "2022", "产值（万元）": output}


def moved_to(user: User, city: City, role: str, **reach: Any) -> None:
    """From now on the account acts from another post alone."""
    today = timezone.localdate()
    Assignment.objects.filter(user=user).update(starts=today - timedelta(days=9), ends=today)
    post = post_of(role, city.region, **reach)
    Assignment.objects.create(user=user, post=post, starts=today - timedelta(days=1), source="试验")


class TestBlanks:
    """A new row goes with all that stands in it: what came to a column left blank is not taken along."""

    def test_a_firm_of_which_somebody_filled_in_more(self, desk: Desk) -> None:
        batch = imported(desk, "firms", ONE)
        firm = Enterprise.objects.get()
        actions.edit(firm=firm, version=firm.version, by=desk.user, address="示例大道1号")
        refused(desk, batch, f"第2行“{ONE[NAME]}”之后又改过")
        assert Enterprise.objects.get().address == "示例大道1号"

    def test_a_place_on_a_chain_that_ended(self, desk: Desk, firm: Enterprise) -> None:
        batch = imported(desk, "memberships", {CODE: firm.uscc, "产业链": desk.city.chains[0].name, "起": "2021-01-01"})
        row = Membership.objects.get()
        membership_actions.end(membership=row, version=row.version, ends=date(2022, 1, 1), reason="转产", by=desk.user)
        refused(desk, batch, "第2行", "之后又改过")

    def test_a_title_that_was_lost(self, desk: Desk, firm: Enterprise) -> None:
        row = {"企业": firm.name, "名目": "省级称号", "认定日期": "2022-08-08", "来源": "第三批名单"}
        batch = imported(desk, "honours", row)
        held = Honour.objects.get()
        honour_actions.end(honour=held, version=0, ended=date(2023, 1, 1), reason="复核不通过", by=desk.user)
        refused(desk, batch, "第2行", "之后又改过")

    def test_a_firm_to_which_a_paper_was_added(self, desk: Desk) -> None:
        batch = imported(desk, "firms", ONE)
        firm = Enterprise.objects.get()
        add_attachment(row=firm, name="批复.docx", content=docx(), by=desk.user)
        refused(desk, batch, "第2行", "之后有了附件")

    def test_what_was_changed_and_changed_back_by_another_import_is_undone(self, desk: Desk) -> None:
        batch = imported(desk, "firms", ONE)
        later = imported(desk, "firms", ONE | {"地址": "示例大道1号"})
        refused(desk, batch, "之后又改过")
        for each in (later, batch):
            desk.press(each, "undo")
            assert each.state == "undone"
        assert not Enterprise.objects.exists()


class TestRules:
    """What is put back is held against the rules as whatever else is written."""

    def test_figures_of_a_closed_period_stay(self, desk: Desk, firm: Enterprise) -> None:
        batch = imported(desk, "statements", figures(firm))
        lock_period(period=parse_period("2022"), reason="已上报", by=desk.user)
        refused(desk, batch, "第2行", "锁定，理由：已上报")
        assert Statement.objects.get().state == "submitted"

    def test_shares_that_others_gave_since_are_counted(self, desk: Desk, firm: Enterprise) -> None:
        first = desk.city.chains[0]
        row = {CODE: firm.uscc, "产业链": first.name, "起": "2021-01-01"}
        imported(desk, "memberships", row | {"计入比例": "60"})
        batch = imported(desk, "memberships", row | {"计入比例": "30"})
        desk.city.on_chain(firm, 1, share=Decimal(70), starts=date(2021, 1, 1))
        refused(desk, batch, "第2行", "不能恢复", "100")
        assert Membership.objects.get(chain=first).share == 30

    def test_a_segment_that_is_there_no_more_is_named(self, desk: Desk, firm: Enterprise) -> None:
        row = {CODE: firm.uscc, "产业链": desk.city.chains[0].name, "起": "2021-01-01"}
        imported(desk, "memberships", row | {"环节": "铸件1"})
        batch = imported(desk, "memberships", row | {"环节": "整车1"})
        desk.city.segments[0].delete()
        refused(desk, batch, "第2行", "没有“铸件1”这个环节")
        assert Membership.objects.get().segment == desk.city.segments[1]

    def test_a_park_that_is_there_no_more_is_named(self, desk: Desk) -> None:
        Park.objects.create(city=desk.city.region, code="new", name="东区新园", region=desk.city.districts[0])
        imported(desk, "firms", ONE | {"园区": "东区园"})
        batch = imported(desk, "firms", ONE | {"园区": "东区新园"})
        desk.city.park.delete()
        refused(desk, batch, "第2行", "原来的“park”已经没有了")
        assert str(Enterprise.objects.get().park) == "东区新园"


class TestReach:
    def test_a_firm_is_not_put_back_out_of_ones_reach(self, desk: Desk) -> None:
        """The office moved it to the west; whoever did acts for the west alone by now."""
        imported(desk, "firms", ONE)
        batch = imported(desk, "firms", ONE | {"区域": "西区"})
        moved_to(desk.user, desk.city, "district", region=desk.city.districts[1])
        assert desk.client.post(reverse("batch_undo", args=[batch.pk])).status_code == 404
        assert Enterprise.objects.get().region == desk.city.districts[1]

    def test_figures_are_taken_back_by_the_post_that_handed_them_in(self, city: City, tmp_path: Path) -> None:
        """What its account uploaded from another post is not its own any more: neither seen nor taken back."""
        firm = city.firm(founded=date(2015, 3, 1), park=city.park)
        desk = Desk(city, city.user_as("district", region=city.districts[0]), tmp_path)
        batch = imported(desk, "statements", figures(firm))
        moved_to(desk.user, city, "park", park=city.park)
        assert desk.client.post(reverse("batch_undo", args=[batch.pk])).status_code == 404
        assert Statement.objects.exists()
        other = Desk(city, city.office, tmp_path)
        other.press(batch, "undo")
        assert batch.state == "undone"
        assert not Statement.objects.exists()


class TestStatements:
    def test_one_that_came_back_comes_back_as_it_was(self, desk: Desk, firm: Enterprise) -> None:
        row = reports.enter(enterprise=firm, period=parse_period("2022"), entry=entry_of(), by=desk.user)
        row = reports.submit(row=row, version=row.version, by=desk.user)
        other = desk.city.user_as("chain_office")
        row = reports.give_back(row=row, version=row.version, reason="产值少一个零", by=other)
        batch = imported(desk, "statements", figures(firm, "77"))
        assert Statement.objects.get().return_reason == ""
        desk.press(batch, "undo")
        stands = Statement.objects.get()
        assert (stands.state, stands.return_reason, stands.decided_by) == ("returned", "产值少一个零", other)
        assert stands.decided_at == row.decided_at
        assert stands.figures == row.figures

    def test_who_undoes_has_typed_what_stands_there_then(self, city: City, tmp_path: Path) -> None:
        """The office takes back what a clerk's sheet wrote over a draft: it never confirms that draft."""
        firm = city.firm(founded=date(2015, 3, 1))
        row = reports.enter(enterprise=firm, period=parse_period("2022"), entry=entry_of(), by=city.clerk)
        clerk, office = (Desk(city, user, tmp_path) for user in (city.clerk, city.office))
        batch = imported(clerk, "statements", figures(firm, "77"))
        office.press(batch, "undo")
        assert batch.state == "undone"
        row = Statement.objects.get()
        assert set(row.authors) == {city.clerk.pk, city.office.pk}


def test_a_batch_that_cannot_be_looked_at_goes_back_to_its_uploader(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> Any:
        raise RuntimeError("inside")

    with monkeypatch.context() as patch:
        patch.setattr(tasks, "diff_batch", broken)
        batch = desk.upload(sheet_of(ONE))
        for _ in range(5):
            Job.objects.filter(state="waiting").update(due=timezone.now())
            work_off()
    batch.refresh_from_db()
    assert (batch.state, batch.refusal) == ("refused", tasks.UNREAD)
    page = desk.page(batch)
    assert tasks.UNREAD in page
    assert "重新上传" in page
    assert AuditEvent.objects.filter(action="batch.refuse").count() == 1
    assert desk.upload(sheet_of(ONE)).counts == {"new": 1}
