"""The room of policies: what firms may claim, who decides, what was paid, and what banks lent."""

from lianzhang.kernel.rooms import NavigationEntry, Room

from .agenda import agenda
from .hand_over import move_applications
from .lifecycle import APPLICATION, AWARD, BUDGET_REVIEW, LOAN_BALANCE, PAYMENT
from .permissions import Permission
from .waiting import chain_part, due, search, state, waiting

PAGES = (
    "programme",
    "applications",
    "application",
    "awards",
    "award",
    "stakes",
    "budgets",
    "budget_review",
    "policy_measures",
)
LENDING = ("loan_balances", "loan_balance")

ROOM = Room(
    code="policies",
    title="政策",
    navigation=(
        NavigationEntry(
            *("政策", "programmes", "policies", 51, Permission.READ_PROGRAMME),
            unless=Permission.CLAIM,
            pages=(*PAGES, *LENDING),
        ),
        NavigationEntry("我能领的", "for_me", "policies", 51, Permission.CLAIM, pages=("programmes", *PAGES)),
        NavigationEntry(
            *("贷款余额", "loan_balances", "policies", 51, Permission.READ_LENDING),
            unless=Permission.READ_PROGRAMME,
            pages=LENDING,
        ),
    ),
    permissions={
        Permission.READ_PROGRAMME: "看政策事项",
        Permission.CLAIM: "看本企业能领的",
        Permission.READ: "看申报",
        Permission.ENTER: "填写申报",
        Permission.DECIDE: "审核申报",
        Permission.KEEP_AWARD: "复核和撤销批准",
        Permission.PAY: "安排和登记拨付",
        Permission.READ_BUDGET: "看预算",
        Permission.MEASURE: "看政策兑现情况",
        Permission.ENTER_REVIEW: "填写预算的绩效自评",
        Permission.CHECK_REVIEW: "审核预算的绩效自评",
        Permission.READ_LENDING: "看银行贷款余额",
        Permission.ENTER_LENDING: "填报银行贷款余额",
        Permission.CHECK_LENDING: "核对银行贷款余额",
    },
    acts={
        f"{table.name}.{step.name}": f"{table.title}：{step.title}"
        for table in (APPLICATION, AWARD, PAYMENT, BUDGET_REVIEW, LOAN_BALANCE)
        for step in table.steps.values()
    },
    facts={"granted": "批准", "stake": "基金投资"},
    modules=(
        *("scope", "actions", "award_actions", "payment_actions", "jobs"),
        *("evidence", "merging", "firm_page"),
        *("lending.actions", "lending.evidence", "lending.sheets", "reviewing.actions"),
    ),
    dated_pages=("policy_measures", "budgets"),
    row_pages={
        "application": "application",
        "award": "award",
        "payment": "payment",
        "programme": "programme",
        "loan_balance": "loan_balance",
        "budget_review": "budget_review",
    },
    open_work=move_applications,
    waiting=waiting,
    due=due,
    search=search,
    chain_part=chain_part,
    agenda=agenda,
    state=state,
)
