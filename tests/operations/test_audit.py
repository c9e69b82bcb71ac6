"""The log as its administrator reads it: every fact and field in Chinese."""

from __future__ import annotations

import pytest

from lianzhang.operations.audit import Line
from lianzhang.records.actions import record
from lianzhang.records.models import AuditEvent


@pytest.mark.django_db
def test_the_page_tells_facts_and_fields_in_chinese() -> None:
    record("account.disable", "accounts.User:1", by="a", reason="调离", changes={"is_active": [True, False]})
    record("account.change", "accounts.User:1", by="a", changes={"email": ["", "a@b.cn"]})
    record("observation.submit", "plans.Observation:1", by="a", state=["draft", "submitted"], value="46家")
    record("export", "/plan/export.xlsx", by="a", file="方案.xlsx", asked="")
    disabled, changed, submitted, taken = (dict(Line(event).facts) for event in AuditEvent.objects.order_by("pk"))
    assert disabled == {"理由": "调离", "改动": "启用：是 → 否"}
    assert changed == {"改动": "邮箱：（空） → a@b.cn"}
    assert submitted == {"状态": "草稿 → 待确认", "数值": "46家"}
    assert taken == {"文件": "方案.xlsx", "筛选": "（空）"}
