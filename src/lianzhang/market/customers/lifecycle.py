"""The lives of ranked groups, customers and what these buy, as tables. How far talks with one came, its needs say."""

from __future__ import annotations

from typing import Any

from lianzhang.market.permissions import Permission
from lianzhang.work.api import GONE, Lifecycle, Step, reason

from . import needs

__all__ = ["CUSTOMER", "CUSTOMER_CATEGORY", "RANKED_GROUP"]

KEEP, SHOW = Permission.KEEP_CUSTOMERS, Permission.SHOW_CUSTOMERS
LISTED = {"listed": "在清单里"}


def _step(name: str, title: str, to: str | None, effect: str, **more: Any) -> Step:
    given = {"sources": ("listed",), "permission": KEEP} | more
    return Step(name=name, title=title, to=to, effect=effect, **given)


def _listed(_row: Any) -> str:
    return "listed"


# fmt: off
RANKED_GROUP = Lifecycle("ranked_group", {"listed": "已登记"}, (
    _step("add", "登记", "listed", "这一年的位次从此列在这个集团各客户的页上。", sources=()),
    _step("change", "修改", None, "按新的写法和客户对上。", only_if_changed=True),
    _step("withdraw", "撤销", GONE, "这一年的位次不再列出；别的年度不变。", asks=(reason("为什么撤销"),)),
), title="上榜集团", unit="条", state=_listed)

CUSTOMER = Lifecycle("customer", LISTED, (
    _step("enter", "登记", "listed", "列进客户清单；给企业看以前，企业看不到。", sources=(), authors=True,
          then="写明它采购哪些品类。"),
    _step("change", "修改", None, "清单和客户页随之改。", only_if_changed=True, authors=True),
    _step("show", "给企业看", None, "企业从此看得到名称、集团、采购地和品类；说明和采购额不给看。", permission=SHOW,
          needs=(needs.hidden,)),
    _step("hide", "不给企业看", None, "企业从此看不到；已经登记的需求照办。", permission=SHOW, needs=(needs.is_shown,)),
    _step("withdraw", "撤销", GONE, "从清单里去掉；有需求写明它的不能撤销。", needs=(needs.nobody_asks,),
          asks=(reason("为什么撤销", "请写撤销的理由，如“和另一条是同一家”。"),)),
), title="客户", unit="家", state=_listed)

CUSTOMER_CATEGORY = Lifecycle("customer_category", LISTED, (
    _step("add", "登记", "listed", "空白表里从此有这一格。", sources=()),
    _step("change", "修改", None, "空白表随之改。", only_if_changed=True),
    _step("withdraw", "撤销", GONE, "空白表里不再有这一格；有需求写明它的不能撤销。", needs=(needs.nobody_asks,),
          asks=(reason("为什么撤销"),)),
), title="采购品类", unit="个", state=_listed)
# fmt: on
