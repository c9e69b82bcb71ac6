"""The room of posts: who acts for which, who sees and may do what; accounts have their pages here."""

from lianzhang.kernel.rooms import NavigationEntry, Room

from .first_day import first_day
from .permissions import Permission

ACCOUNT_PAGES = ("account", "account_new", "accounts_bulk", "posts", "assignment_end", "assignment_hand_over")

ROOM = Room(
    code="access",
    title="岗位与权限",
    administrative=True,
    navigation=(
        NavigationEntry("账号", "people", "user", 110, Permission.MANAGE_ACCOUNTS, pages=ACCOUNT_PAGES),
        NavigationEntry("查权限", "explain", "search", 120, Permission.EXPLAIN_ACCESS),
        NavigationEntry("我的岗位", "my_posts", "desk", 150, unless="plan.read"),
    ),
    permissions={
        Permission.ADD_ATTACHMENT: "上传附件，移去自己传的",
        Permission.REMOVE_ATTACHMENT: "移去别人传的附件",
        Permission.MANAGE_ACCOUNTS: "管理账号",
        Permission.GRANT_ASSIGNMENT: "任岗、撤岗和交接",
        Permission.EXPLAIN_ACCESS: "查权限",
        Permission.END_SESSION: "结束登录会话",
    },
    acts={
        "account.bulk_create": "批量建账号",
        "account.change": "修改账号",
        "account.create": "新建账号",
        "account.disable": "停用账号",
        "account.enable": "启用账号",
        "account.temporary_password": "给临时口令",
        "acting.switch": "换岗位办理",
        "assignment.end": "撤岗",
        "assignment.grant": "任岗",
        "assignment.hand_over": "交接岗位",
        "consent.agree": "同意",
        "consent.ask": "提请另一位同意",
        "consent.decline": "不同意",
        "consent.withdraw": "撤回提请",
        "export": "导出",
        "limit.reached": "超过频次",
    },
    facts={
        "account_of": "账号",
        "accounts": "账号数",
        "administers": "管理员角色",
        "allowed": "每分钟限",
        "asked": "筛选",
        "cities": "城市",
        "left": "离任",
        "moved": "移交",
        "taken": "接任",
    },
    modules=("able", "scope", "reset_notices"),
    first_day=first_day,
)
