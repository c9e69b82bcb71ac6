"""The room of the plan: its clauses, targets, duties and figures."""

from lianzhang.kernel.rooms import NavigationEntry, Room

from .changing.desk import waiting
from .observations.hand_over import move_figures
from .permissions import Permission
from .queries.agenda import agenda
from .queries.arrivals import arrivals
from .queries.deadlines import due
from .queries.first_day import first_day
from .queries.search import search
from .queries.supervised import settled, supervised

PLAN_PAGES = (
    "target",
    "duty",
    "scores",
    "plan_changes",
    "plan_change",
    "plan_change_new",
    "paper_draft",
    "paper_draft_new",
    "plans_archived",
)

ROOM = Room(
    code="plans",
    title="方案",
    navigation=(
        NavigationEntry("方案", "plan", "plan", 20, Permission.READ_PLAN, pages=PLAN_PAGES),
        NavigationEntry("对照", "outcome", "outcome", 30, Permission.READ_PLAN),
        NavigationEntry(
            "填报", "observations", "figures", 60, Permission.ENTER_OBSERVATION, pages=("source", "figure_grid")
        ),
        NavigationEntry(
            *("实际值", "observations", "figures", 60, Permission.READ_PLAN),
            unless=Permission.ENTER_OBSERVATION,
            pages=("source",),
        ),
    ),
    permissions={
        Permission.READ_PLAN: "看方案",
        Permission.READ_SCORES: "看考核得分",
        Permission.ENTER_OBSERVATION: "填报实际值",
        Permission.CONFIRM_OBSERVATION: "确认或退回实际值",
        Permission.RECORD_APPOINTMENT: "登记任职",
        Permission.WITHDRAW_APPOINTMENT: "撤销任职记录",
        Permission.RECORD_CHECKLIST: "登记配备文件",
        Permission.WITHDRAW_CHECKLIST: "撤销配备记录",
        Permission.PROPOSE_CHANGE: "提出修改方案",
        Permission.APPLY_CHANGE: "核对方案修改",
        Permission.ARCHIVE_PLAN: "归档和取回方案",
        Permission.BEGIN_PLAN: "上传城市的首份方案",
        Permission.CONFIRM_BEGIN: "核对城市的首份方案",
    },
    acts={
        "appointment.end": "记任职止",
        "appointment.record": "登记任职",
        "appointment.withdraw": "撤销任职记录",
        "checklist_record.record": "登记配备文件",
        "checklist_record.withdraw": "撤销配备记录",
        "first_plan.apply": "首份方案生效",
        "first_plan.ask": "上传首份方案",
        "first_plan.decline": "没有通过首份方案",
        "first_plan.withdraw": "撤回首份方案",
        "observation.confirm": "确认实际值",
        "observation.correct": "更正实际值",
        "observation.discard": "删除实际值",
        "observation.edit": "修改实际值",
        "observation.enter": "填报实际值",
        "observation.prefer": "采用实际值",
        "observation.return": "退回实际值",
        "observation.submit": "提交实际值",
        "observation.unprefer": "取消采用",
        "observation.withdraw": "撤回实际值",
        "plan.archive": "归档方案",
        "plan.freeze": "固定方案进展",
        "plan.remove": "移除方案",
        "plan.restore": "取回归档的方案",
        "paper_draft.finish": "起草成方案",
        "paper_draft.judge": "定起草的一条",
        "paper_draft.reopen": "再改起草",
        "paper_draft.upload": "上传方案原文",
        "paper_draft.withdraw": "撤回起草",
        "plan_change.apply": "方案修改生效",
        "plan_change.ask": "提出方案修改",
        "plan_change.clear": "清去修改里的整份方案",
        "plan_change.give_back": "退回方案修改",
        "plan_change.override": "确认改回旧值",
        "plan_change.submit": "提交方案修改",
        "plan_change.upload": "上传方案",
        "plan_change.withdraw": "撤回方案修改",
        "plans.load": "载入方案",
        "sheet.upload": "上传填报表格",
        "sheet.apply": "导入表格",
        "sheet.choose": "选定填报表格的工作表",
    },
    facts={
        "changes_not_shown": "未列出的改动",
        "content_hash": "文件夹校验值",
        "ends_source": "止任依据",
        "nature": "存量或流量",
        "place": "范围",
        "quantity": "指标",
        "relation": "与目标的关系",
        "value": "数值",
        "was": "原采用理由",
    },
    dated_pages=("plan", "target", "target_print", "duty", "outcome", "scores", "observation_new", "figure_grid"),
    modules=(
        "marks",
        "scope",
        "metrics",
        "appointment_actions",
        "checklist_actions",
        "changing.actions",
        "changing.clearing",
        "changing.paper_actions",
        "observations.actions",
        "observations.sheet_actions",
    ),
    row_pages={"observation": "observation", "paper_draft": "paper_draft", "plan_change": "plan_change"},
    waiting=waiting,
    due=due,
    changes=arrivals,
    search=search,
    first_day=first_day,
    supervised=supervised,
    settled=settled,
    agenda=agenda,
    open_work=move_figures,
)
