"""The room of assessments: firms diagnosed, advice taken and built, levels rated, platforms used."""

from lianzhang.kernel.rooms import NavigationEntry, Room

from .hand_over import move_diagnoses
from .lifecycle import ADVICE, ASSESSMENT, DIAGNOSIS, PLATFORM_USE
from .permissions import Permission
from .starting import seed
from .waiting import chain_part, due, search, state, waiting

PAGES = ("diagnosis", "advice_list", "advice", "assessments", "assessment", "platform_uses", "platform_use")

ROOM = Room(
    code="assessments",
    title="诊断",
    navigation=(NavigationEntry("诊断", "diagnoses", "assessments", 52, Permission.READ, pages=PAGES),),
    permissions={
        Permission.READ: "看诊断和等级",
        Permission.APPLY: "申请诊断",
        Permission.ASSIGN: "派诊断方",
        Permission.CARRY: "做诊断、出报告",
        Permission.DECIDE: "决定诊断建议",
        Permission.CONFIRM: "核实建议建成",
        Permission.ENTER_LEVEL: "登记等级",
        Permission.READ_USE: "看平台使用",
        Permission.ENTER_USE: "填报平台使用",
        Permission.CHECK_USE: "核对平台使用",
    },
    acts={
        f"{table.name}.{step.name}": f"{table.title}：{step.title}"
        for table in (DIAGNOSIS, ADVICE, ASSESSMENT, PLATFORM_USE)
        for step in table.steps.values()
    },
    facts={"built_proof": "凭什么算建成", "advised": "哪一条建议"},
    modules=(
        *("scope", "actions", "advice_actions", "assessment_actions", "platform_actions"),
        *("evidence", "merging", "firm_page", "sheets"),
    ),
    row_pages={
        "diagnosis": "diagnosis",
        "advice": "advice",
        "assessment": "assessment",
        "platform_use": "platform_use",
    },
    open_work=move_diagnoses,
    waiting=waiting,
    due=due,
    search=search,
    chain_part=chain_part,
    state=state,
    seed=seed,
)
