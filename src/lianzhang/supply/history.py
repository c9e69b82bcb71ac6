"""How rows of supply tell what happened to them."""

from __future__ import annotations

from lianzhang.records.api import HistoryWords

__all__ = [
    *("CAPABILITY_HISTORY", "ESSENTIAL_HISTORY", "PRODUCT_HISTORY", "FLOW_HISTORY", "PURCHASE_HISTORY", "RUN_HISTORY"),
    *("SOURCING_HISTORY", "TERM_HISTORY", "TOTAL_HISTORY"),
]

PURCHASE_HISTORY = HistoryWords(
    facts={"reason": "理由", "amount": "对方说的金额", "side": "按谁的金额"},
    fields={
        "supplier": "供应商",
        "item": "采购的东西",
        "product": "产品",
        "value": "金额（万元）",
        "quantity": "数量",
        "unit": "单位",
        "share": "占同类采购（%）",
        "contract_end": "合同到期",
        "stock_days": "库存（天）",
        "source": "来源",
    },
)
TOTAL_HISTORY = HistoryWords(facts={"reason": "理由"}, fields={"value": "采购总额（万元）", "source": "来源"})
CAPABILITY_HISTORY = HistoryWords(
    facts={"reason": "理由"},
    fields={
        "text": "能做什么",
        "product": "产品",
        "capacity": "年产能",
        "free": "可接单产能",
        "certificates": "认证",
        "equipment": "主要设备",
        "published": "供别的企业查找",
        "source": "来源",
    },
)
FLOW_HISTORY = HistoryWords(
    facts={"reason": "理由"},
    fields={
        "material": "物料",
        "site": "厂区",
        "from_local": "收自本地",
        "from_outside": "收自外地",
        "product": "本地产品产出折量",
        "residue": "残渣和损耗",
        "stock_change": "库存增减",
        "destination": "去向",
        "document": "凭证",
        "permit": "外地来的凭什么",
        "source": "来源",
        "why": "对不上的原因",
    },
)
SOURCING_HISTORY = HistoryWords(
    facts={
        "reason": "理由",
        "said": "回话",
        "supplying_since": "供货日期",
        "demands": "谁要用",
    },
    fields={
        "item": "东西",
        "supplier": "唯一供应商",
        "candidate": "第二家",
        "substitution": "国产替代",
        "rate_before": "原来的配套率（%）",
        "rate_after": "现在的配套率（%）",
        "risk_before": "原来停供代价占总产出（%）",
        "risk_after": "现在停供代价占总产出（%）",
    },
)
RUN_HISTORY = HistoryWords(facts={"reason": "理由"}, fields={"title": "名称", "problem": "没有算成的原因"})
PRODUCT_HISTORY = HistoryWords(
    facts={"reason": "理由"},
    fields={
        "name": "名称",
        "parent": "上级产品",
        "segment": "环节",
        "unit": "计量单位",
        "industry": "行业代码",
        "names": "别名",
        "not_made_here": "本地不能产",
        "why_not": "不能产的依据",
    },
)
ESSENTIAL_HISTORY = HistoryWords(
    facts={"reason": "理由"}, fields={"industry": "客户行业代码", "level": "关键程度", "source": "依据"}
)
TERM_HISTORY = HistoryWords(facts={"reason": "理由"}, fields={"term": "词", "means": "指的是", "kind": "关系"})
