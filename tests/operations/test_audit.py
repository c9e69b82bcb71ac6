"""The log as its administrator reads it: every fact and field in Chinese."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from lianzhang.access.row_policy import row_policies
from lianzhang.kernel.rooms import room_at
from lianzhang.operations.audit import Line
from lianzhang.records.actions import record
from lianzhang.records.models import AuditEvent
from lianzhang.records.origin import Origin, origin
from lianzhang.records.subjects import label_of
from tests.plans.reading import sheet_rows

pytestmark = pytest.mark.django_db


def test_the_page_tells_facts_and_fields_in_chinese() -> None:
    record("account.disable", "accounts.User:1", by="a", reason="调离", changes={"is_active": [True, False]})
    record("account.change", "accounts.User:1", by="a", changes={"email": ["", "a@b.cn"]})
    record("job.retry", "jobs.Job:1", by="a", job="nightly.jobs", state=["parked", "waiting"])
    record("export", "/people/export.xlsx", by="a", file="账号.xlsx", asked="")
    disabled, changed, again, taken = (dict(Line(event).facts) for event in AuditEvent.objects.order_by("pk"))
    assert disabled == {"理由": "调离", "改动": "启用：是 → 否"}
    assert changed == {"改动": "邮箱：（空） → a@b.cn"}
    assert again == {"任务": "nightly.jobs", "状态": "搁置 → 等待"}
    assert taken == {"文件": "账号.xlsx", "筛选": "（空）"}


SECRET = "襄阳某某汽车零部件有限公司"
BUSINESS = [model for model in row_policies() if not room_at(model.__module__).administrative]  # type: ignore[union-attr]


def tell(subject: str) -> AuditEvent:
    facts = {"title": SECRET, "value": SECRET, "file": f"{SECRET}.pdf", "asked": f"q={SECRET}", "reason": SECRET}
    changes = {"name": [SECRET, SECRET], "output": [SECRET, "1"]}
    return record("export", subject, by="经办", city="襄阳市", changes=changes, rows=[{"title": SECRET}], **facts)


def test_of_business_the_administrator_reads_who_did_what_and_not_to_what(
    signed_in: Callable[[str], Client],
) -> None:
    rows = [f"{label_of(model)}:1" for model in BUSINESS]
    assert "plans.Observation:1" in rows
    others = ["gone.Room:1", "/firms/export.xlsx", "/attachments/1/", "records.Attachment:1", "/nowhere/", "anything"]
    with origin(Origin("10.0.0.7", "ABCD1234", "链办")):
        events = [tell(subject) for subject in (*rows, *others)]
    client = signed_in("audit_admin")
    for address in ("/audit/", "/audit/?subject=plans.Observation:1", *(f"/audit/{event.pk}/" for event in events)):
        page = client.get(address)
        assert SECRET not in page.text
        assert all(word in page.text for word in ("经办", "链办", "导出", "10.0.0.7", "ABCD1234"))
    assert "不在这里显示" in page.text
    exported = client.get("/audit/export.xlsx?reference=ABCD1234")
    assert {row["内容"] for row in sheet_rows(exported)} == {"城市：襄阳市；业务内容不显示"}
    assert SECRET not in str(sheet_rows(exported))
    assert "没有符合的记录" in client.get(f"/audit/?reference={SECRET[:16]}").text


def test_work_that_went_along_with_a_post_is_counted_and_not_named(signed_in: Callable[[str], Client]) -> None:
    moved = [{"kind": "observation", "pk": 7, "title": SECRET}]
    event = record("assignment.hand_over", "access.HandOver:1", by="a", left="甲岗", taken="乙岗", moved=moved)
    page = signed_in("audit_admin").get(f"/audit/{event.pk}/").text
    assert all(word in page for word in ("甲岗", "乙岗", "编号：7"))
    assert SECRET not in page
    assert "不在这里显示" not in page
