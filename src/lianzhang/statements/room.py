"""The room of what firms report: statements from their entry to their confirmation, locked periods, sums."""

from lianzhang.kernel.rooms import Room

from .hand_over import move_statements
from .permissions import Permission
from .waiting import waiting

PAGES = ("statements", "statement", "statement_edit", "statement_correct", "statements_confirm")
MORE_PAGES = ("statement_grid", "statements_breakdown", "locks")

ROOM = Room(
    code="statements",
    title="企业报表",
    pages_under={"firms": (*PAGES, *MORE_PAGES)},
    permissions={
        Permission.ENTER_STATEMENT: "填报企业报表",
        Permission.CONFIRM_STATEMENT: "确认或退回企业报表",
        Permission.LOCK_PERIOD: "锁定和解锁时期",
    },
    acts={
        "lock.close": "锁定时期",
        "lock.open": "解锁时期",
        "statement.confirm": "确认企业报表",
        "statement.correct": "更正企业报表",
        "statement.discard": "删除企业报表",
        "statement.edit": "修改企业报表",
        "statement.enter": "填报企业报表",
        "statement.explain": "说明可疑数属实",
        "statement.return": "退回企业报表",
        "statement.submit": "提交企业报表",
        "statement.withdraw": "撤回企业报表",
    },
    facts={"rule": "规则"},
    dated_pages=("statements", "statement_grid", "firm_statement_new"),
    modules=("scope", "actions", "lock_actions", "firm_list", "firm_page", "merging", "sheets"),
    row_pages={"statement": "statement", "statements": "statements_breakdown"},
    waiting=waiting,
    open_work=move_statements,
)
