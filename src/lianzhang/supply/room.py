"""The room of supply: products, purchases, what firms can make, what becomes of scrap, second sources, runs."""

from lianzhang.kernel.rooms import NavigationEntry, Room
from lianzhang.supply.sourcing.agenda import agenda, settled, supervised
from lianzhang.supply.sourcing.desk import changes, due
from lianzhang.supply.sourcing.hand_over import move_sourcings

from .chain_part import chain_column, chain_part, state
from .desk import search, waiting, with_others
from .lifecycle import (
    CAPABILITY,
    ESSENTIAL_INPUT,
    MATERIAL_FLOW,
    PRODUCT,
    PURCHASE,
    PURCHASE_TOTAL,
    RUN,
    SOURCING,
    TRADE_TERM,
)
from .permissions import Permission
from .starting import seed

LIFECYCLES = (PRODUCT, ESSENTIAL_INPUT, TRADE_TERM, PURCHASE, PURCHASE_TOTAL, CAPABILITY, MATERIAL_FLOW, SOURCING, RUN)

ROOM = Room(
    code="supply",
    title="供应",
    navigation=(
        NavigationEntry("供应", "supply", "supply", 49, Permission.READ, pages=("chain_supply", "supply_network")),
    ),
    permissions={
        Permission.READ: "看供应情况",
        Permission.ENTER: "填报采购",
        Permission.ANSWER: "确认卖出的采购",
        Permission.SETTLE: "裁定采购的异议",
        Permission.CATALOGUE: "维护产品目录和行业用语",
        Permission.CAPABILITY: "填写供应能力",
        Permission.READ_FLOWS: "看物料流向",
        Permission.ENTER_FLOW: "填报物料流向",
        Permission.CHECK_FLOW: "核对物料流向",
        Permission.FIND: "找供应商",
        Permission.READ_SOURCING: "看唯一来源",
        Permission.SOURCE: "补第二家",
        Permission.READ_RUNS: "看推演和分析",
        Permission.ANALYSE: "推演和分析",
    },
    acts={
        f"{table.name}.{step.name}": f"{table.title}：{step.title}"
        for table in LIFECYCLES
        for step in table.steps.values()
    }
    | {"purchase.load": "采购：从文件装入"},
    facts={
        "amount": "对方说的金额",
        "side": "按谁的金额",
        "supplying_since": "供货日期",
        "stage": "国产替代",
        "demands": "谁要用",
        "names": "别名",
        "loaded": "装入几条",
        "through": "到文件第几行",
        "digest": "文件校验值",
    },
    modules=(
        "scope",
        "rates.evidence",
        "purchases.actions",
        "catalogue.actions",
        "capabilities.actions",
        "flows.actions",
        "flows.evidence",
        "sourcing.actions",
        "sourcing.merging",
        "runs.actions",
        "runs.jobs",
        "merging",
        "sheets.products",
        "sheets.purchases",
        "sheets.totals",
        "sheets.capabilities",
        "sheets.place_outputs",
        "sheets.flows",
        "firm_page",
        "firm_list",
    ),
    dated_pages=(
        "supply",
        "chain_supply",
        "supply_network",
        "products",
        "product",
        "attraction",
        "attraction_supplier",
        "missing_segments",
        "sourcings",
    ),
    chain_part=chain_part,
    chain_column=chain_column,
    state=state,
    row_pages={
        "purchases": "supply_row",
        "purchase": "purchase",
        "sourcing": "sourcing",
        "material_flow": "material_flow",
    },
    open_work=move_sourcings,
    waiting=waiting,
    with_others=with_others,
    due=due,
    changes=changes,
    search=search,
    supervised=supervised,
    settled=settled,
    agenda=agenda,
    seed=seed,
)
