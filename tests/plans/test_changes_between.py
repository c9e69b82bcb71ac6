"""A workbook handed out before another change: who uploads it is told, and decides; its content is cleared in time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.kernel.lifecycle import StepRefused
from lianzhang.plans.changing.actions import apply_change, ask_change, override_change, submit_change
from lianzhang.plans.changing.clearing import KEPT_DAYS, clear_changes, long_applied
from lianzhang.plans.changing.edits import added
from lianzhang.plans.models import Goal, Plan, PlanChange
from lianzhang.plans.workbook import plan_as_workbook, read_workbook
from lianzhang.records.models import AuditEvent

from .test_plan_changes import PAPER, client_of, one, other, revised

pytestmark = pytest.mark.django_db
__all__ = ["one", "other"]


def handed_out(client: Client) -> bytes:
    return client.get(reverse("plan_workbook")).content


def uploaded(client: Client, book: bytes) -> tuple[PlanChange, str]:
    file = SimpleUploadedFile("方案.xlsx", book)
    page = client.post(reverse("plan_change_new"), {"file": file}, follow=True)
    return PlanChange.objects.latest("pk"), page.text


def took_effect(change: Any, by: User) -> PlanChange:
    done: PlanChange = apply_change(row=change, version=change.version, by=by)
    return done


def test_an_older_workbook_tells_what_changed_since_and_changes_it_back_only_when_confirmed(
    loaded: Plan, one: User, other: User
) -> None:
    book = handed_out(client_of(one))
    change = took_effect(revised(loaded, one), other)
    row, page = uploaded(client_of(one), book)
    assert "这份工作簿导出以后，方案又改过" in page
    assert f"{reverse('plan_change', args=[change.pk])}" in page
    with pytest.raises(StepRefused, match="导出以后方案又改过"):
        submit_change(row=row, version=row.version, by=one)
    row = override_change(row=row, version=row.version, reason="那次修改作废", by=one)
    with pytest.raises(StepRefused, match="不用确认"):
        override_change(row=row, version=row.version, reason="再来", by=one)
    row = submit_change(row=row, version=row.version, by=one)
    assert "提出的人已经确认" in client_of(other).get(reverse("plan_change", args=[row.pk])).text
    took_effect(row, other)
    assert not Goal.objects.filter(target__plan=loaded, effective_from="2025-01-01").exists()


def test_what_changes_after_it_was_confirmed_is_asked_anew(loaded: Plan, one: User, other: User) -> None:
    book = handed_out(client_of(one))
    took_effect(revised(loaded, one), other)
    row, _ = uploaded(client_of(one), book)
    row = override_change(row=row, version=row.version, reason="那次修改作废", by=one)
    target = loaded.targets.exclude(goals=None).order_by("order")[0]
    later = added("goals", target=target.code, value="44", effective_from="2025-06-01", reason="另一份文件")
    took_effect(ask_change(plan=loaded, title="再修订", edits=[later], by=one, **PAPER), other)
    with pytest.raises(StepRefused, match="导出以后方案又改过"):
        submit_change(row=row, version=row.version, by=one)


def test_a_workbook_that_changes_nothing_is_not_kept(loaded: Plan, one: User) -> None:
    file = SimpleUploadedFile("方案.xlsx", handed_out(client_of(one)))
    page = client_of(one).post(reverse("plan_change_new"), {"file": file})
    assert page.status_code == 422
    assert "没有要改的" in page.text
    assert not PlanChange.objects.exists()


def test_a_fresh_workbook_and_one_without_a_number(loaded: Plan, one: User) -> None:
    book, problems = read_workbook(handed_out(client_of(one)), "方案.xlsx")
    assert not problems
    said = {**book.content["sections"], "plan": {**book.content["sections"]["plan"], "about_tolerance": "0.2"}}
    fresh = plan_as_workbook({"sections": said, "tables": book.content["tables"]}, loaded.content_hash)
    file = SimpleUploadedFile("方案.xlsx", fresh)
    sent = {"file": file, "paper": "某市〔2026〕3号"}
    page = client_of(one).post(reverse("plan_change_new"), sent, follow=True).text
    assert "又改过" not in page
    assert "某市〔2026〕3号" in page
    row = PlanChange.objects.latest("pk")
    PlanChange.objects.filter(pk=row.pk).update(exported=PlanChange.NOT_TOLD)
    assert "看不出这份工作簿" in client_of(one).get(reverse("plan_change", args=[row.pk])).text


def test_long_after_it_took_effect_the_content_is_cleared_and_the_lines_stay(
    loaded: Plan, one: User, other: User
) -> None:
    book = handed_out(client_of(one))
    took_effect(revised(loaded, one), other)
    row, _ = uploaded(client_of(one), book)
    row = override_change(row=row, version=row.version, reason="那次修改作废", by=one)
    row = took_effect(submit_change(row=row, version=row.version, by=one), other)
    assert row.content is not None
    assert not long_applied()
    PlanChange.objects.update(applied_at=timezone.now() - timedelta(days=KEPT_DAYS + 1))
    assert long_applied() == [row.pk]
    assert clear_changes(keys=[row.pk]) == {"cleared": 1}
    row.refresh_from_db()
    assert row.content is None
    assert row.effects
    assert AuditEvent.objects.filter(action="plan_change.clear").count() == 1
    assert "改了什么" in client_of(one).get(reverse("plan_change", args=[row.pk])).text
    assert clear_changes(keys=[row.pk]) == {"cleared": 0}
