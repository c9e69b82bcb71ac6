"""How needs and matches tell what happened to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import Model

from lianzhang.records.api import Happening, HistoryWords, register_history

from .models import Need

__all__ = [
    *("CATEGORY_HISTORY", "CUSTOMER_HISTORY", "EVENT_HISTORY", "GROUP_HISTORY", "JUROR_HISTORY", "MATCH_HISTORY"),
    *("FAIR_RESULT_HISTORY", "NEED_HISTORY", "PARTICIPATION_HISTORY", "POOL_HISTORY", "POOL_MEMBER_HISTORY"),
    *("BACKING_HISTORY",),
]

NEED_HISTORY = HistoryWords(
    facts={"reason": "说明", "said": "结论"},
    fields={
        "stage": "阶段",
        "title": "要什么",
        "kind": "类别",
        "enterprise": "需求企业",
        "chain": "产业链",
        "text": "公开的说明",
        "valid_until": "有效期至",
    },
)
MATCH_HISTORY = HistoryWords(
    facts={"said": "回话", "reason": "说明", "ground": "为什么", "day": "日期", "value": "金额（万元）"},
    fields={"party": "承接方", "stage": "阶段", "value": "签约金额", "capacity": "落到哪一项", "delivered": "交付"}
    | {"backings_shown": "担保明细"},
)
POOL_HISTORY = HistoryWords(
    facts={"reason": "说明"},
    fields={
        "title": "一起买什么",
        "kind": "类别",
        "chain": "产业链",
        "text": "公开的说明",
        "product": "产品",
        "unit": "单位",
        "wanted_by": "哪天前要",
        "valid_until": "有效期至",
        "answer_by": "请哪天前答复",
        "pooled_need": "拼成的需求",
    },
)
POOL_MEMBER_HISTORY = HistoryWords(
    fields={"quantity": "数量", "pool_named": "企业名称", "pool_leads": "牵头", "pool_shares": "只有两家"}
    | {"delivered": "交付", "pooled_need": "并入的需求", "value": "金额（万元）", "note": "说明"},
)
BACKING_HISTORY = HistoryWords(
    facts={"reason": "说明"},
    fields={
        "backing_what": "是什么",
        "backing_debtor": "付款方",
        "backing_amount": "金额（万元）",
        "backing_due_on": "到期日",
        "backing_confirmed": "付款方确认过",
        "backing_pledged": "已经质押、转让或登记",
        "backing_note": "凭什么单据",
    },
)
JUROR_HISTORY = HistoryWords(facts={"reason": "说明"})
EVENT_HISTORY = HistoryWords(
    facts={"reason": "说明", "seated": "排了几个对接"},
    fields={"title": "名称", "place": "地点", "event_day": "日期", "chain": "产业链"},
)

PARTICIPATION_HISTORY = HistoryWords(
    facts={"reason": "说明"},
    fields={
        "booth": "展位",
        "leads": "接洽了几家",
        "intended": "意向金额",
        "contracted": "签约金额",
        "note": "说明",
    },
)
FAIR_RESULT_HISTORY = HistoryWords(
    fields={"orders": "订单", "contracted": "签约金额", "delivered": "已交付金额", "note": "说明"}
)
GROUP_HISTORY = HistoryWords(
    facts={"reason": "说明"},
    fields={
        "ranking": "榜单",
        "year": "年度",
        "rank": "位次",
        "group": "集团",
        "formerly": "上榜时的旧名",
        "source": "来源",
    },
)
CATEGORY_FIELDS = {"category": "采购品类", "product": "产品", "category_value": "年采购额（万元）"}
CATEGORY_HISTORY = HistoryWords(facts={"reason": "说明"}, fields=CATEGORY_FIELDS)
CUSTOMER_HISTORY = HistoryWords(
    facts={"reason": "说明"},
    fields={
        "name": "采购单位",
        "group": "所属集团",
        "enterprise": "名录里的企业",
        "place": "采购地",
        "chain": "产业链",
        "note": "说明",
        "source": "来源",
        "shown": "给企业看",
    }
    | CATEGORY_FIELDS,
)


def _as_it_came(rows: Sequence[Model]) -> Iterator[Happening]:
    """Nobody typed it: it came with others, and the log tells nothing of it."""
    for row in rows:
        if isinstance(row, Need) and not row.authors:
            yield Happening(row.entered_at, str(row.post or row.entered_by), "登记")


register_history(_as_it_came)
