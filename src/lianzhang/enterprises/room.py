"""The room of the firms: the register, titles, what firms report, segments, and how complete all that is."""

from lianzhang.kernel.rooms import NavigationEntry, Room

from .firms.queries.search import search
from .permissions import Permission
from .statements.hand_over import move_statements
from .statements.waiting import waiting

STATEMENT_PAGES = ("statements", "statement", "statement_edit", "statement_correct", "statements_confirm", "locks")
QUALITY_PAGES = ("quality", "quality_firms", "quality_suspicious", "coverage", "coverage_new", "coverage_row")
PAGES = (*STATEMENT_PAGES, *QUALITY_PAGES, "statements_breakdown")

# --- firms
FIRM_PERMISSIONS = {
    Permission.READ_ENTERPRISES: "看企业名录",
    Permission.EDIT_ENTERPRISE: "维护企业名录",
    Permission.MERGE_ENTERPRISE: "合并重复的企业",
    Permission.REVEAL_CONTACT: "查看企业联系电话",
}
FIRM_ACTS = {
    "contact.add": "登记联系岗位",
    "contact.change": "修改联系岗位",
    "contact.remove": "移去联系岗位",
    "contact.reveal": "查看完整号码",
    "firm.above_scale": "登记规上年份",
    "firm.bulk_edit": "批量修改企业",
    "firm.bulk_undo": "撤销批量修改",
    "firm.create": "登记企业",
    "firm.edit": "修改企业",
    "firm.former_name": "登记曾用名",
    "firm.merge": "合并企业",
    "firm.merged": "并入他家",
    "firm.not_same": "认定不是同一家",
    "firm.not_same_withdrawn": "撤销不是同一家的认定",
    "firm.rename": "企业改名",
    "firm.state": "改企业状态",
    "firms.load": "载入公开名录",
    "membership.change": "修改在链记录",
    "membership.end": "企业离链",
    "membership.put": "企业上链",
    "membership.withdraw": "撤销在链记录",
    "research_body.add": "登记研发机构",
    "research_body.remove": "移去研发机构",
}
FIRM_FACTS = {
    "above_scale": "规上年份",
    "chains_left": "离开的链",
    "contact": "联系岗位",
    "correction": "更正错字",
    "filled": "补齐的项",
    "firms": "企业数",
    "former_name": "曾用名",
    "instead_of": "代替",
    "into": "并入",
    "into_pk": "并入的编号",
    "listed": "名录所列",
    "number_changed": "换了号码",
    "other": "另一家",
    "other_pk": "另一家的编号",
    "repeated": "重复的",
    "research_body": "研发机构",
    "role": "链上身份",
    "segment": "环节",
    "share": "计入比例",
    "since": "起",
    "until": "止",
}
FIRM_ROWS = {"enterprise": "firm", "membership": "membership_row", "research_body": "research_body_row"}

# --- titles
HONOUR_PERMISSIONS = {Permission.RECORD_HONOUR: "登记荣誉"}
HONOUR_ACTS = {
    "honour.change": "修改荣誉",
    "honour.end": "记荣誉取消",
    "honour.grant": "登记荣誉",
    "honour.renew": "记荣誉复核",
    "honour.withdraw": "撤销荣誉记录",
}
HONOUR_ROWS = {"honour": "honour"}

# --- what firms report
STATEMENT_PERMISSIONS = {
    Permission.ENTER_STATEMENT: "填报企业报表",
    Permission.CONFIRM_STATEMENT: "确认或退回企业报表",
    Permission.LOCK_PERIOD: "锁定和解锁时期",
}
STATEMENT_ACTS = {
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
}
STATEMENT_FACTS = {"rule": "规则"}
STATEMENT_ROWS = {"statement": "statement", "statements": "statements_breakdown"}

# --- segments
SEGMENT_PERMISSIONS = {Permission.JUDGE_SEGMENT: "判断环节强弱"}
SEGMENT_ACTS = {"segment.judge": "判断环节强弱"}

# --- registers: how complete they are, and as workbooks
REGISTER_PERMISSIONS = {Permission.DECLARE_COVERAGE: "申报台账齐全", Permission.IMPORT_SHEET: "导入台账表格"}
REGISTER_ACTS = {"coverage.declare": "申报台账齐全", "coverage.withdraw": "撤回齐全申报"}
REGISTER_ROWS = {"coverage": "coverage_row"}

# --- the made-up city
SAMPLE_ACTS = {"sample.make": "造示例市", "sample.purge": "清除示例市"}
SAMPLE_FACTS = {"scale": "规模", "seed": "随机种子"}

ROOM = Room(
    code="enterprises",
    title="企业",
    navigation=(NavigationEntry("企业", "firms", "firms", 50, Permission.READ_ENTERPRISES, pages=PAGES),),
    pages_under={"chains": ("segment",)},
    permissions=FIRM_PERMISSIONS
    | HONOUR_PERMISSIONS
    | STATEMENT_PERMISSIONS
    | SEGMENT_PERMISSIONS
    | REGISTER_PERMISSIONS,
    acts=FIRM_ACTS | HONOUR_ACTS | STATEMENT_ACTS | SEGMENT_ACTS | REGISTER_ACTS | SAMPLE_ACTS,
    facts=FIRM_FACTS | STATEMENT_FACTS | SAMPLE_FACTS,
    modules=("scope", "metrics", "evidence.record_views", "firms.duplicates", "sheets"),
    row_pages=FIRM_ROWS | HONOUR_ROWS | STATEMENT_ROWS | REGISTER_ROWS,
    waiting=waiting,
    search=search,
    open_work=move_statements,
)
