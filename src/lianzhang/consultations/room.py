"""The room of consultations: a chain's experts are asked, answer with reasons and interests, and are used or not."""

from lianzhang.kernel.rooms import NavigationEntry, Room

from .agenda import agenda
from .hand_over import move_consultations
from .lifecycle import CONSULTATION, OPINION
from .permissions import Permission
from .waiting import chain_part, due, row_part, search, state, waiting

ROOM = Room(
    code="consultations",
    title="专家咨询",
    navigation=(
        NavigationEntry("专家", "consultations", "experts", 47, Permission.READ, pages=("consultation", "opinion")),
    ),
    permissions={
        Permission.ASK: "请专家答复",
        Permission.ANSWER: "答复专家咨询",
        Permission.READ: "看专家咨询",
    },
    acts={
        **{f"consultation.{step.name}": f"专家咨询：{step.title}" for step in CONSULTATION.steps.values()},
        **{f"opinion.{step.name}": f"专家意见：{step.title}" for step in OPINION.steps.values()},
    },
    facts={
        "experts": "请的专家",
        "use": "采用情况",
        "opinion": "意见",
        "reasons": "理由和依据",
        "conflict": "利益冲突",
        "interests": "什么利益冲突",
        "ground": "为什么谢绝",
        "day": "延到哪天",
    },
    modules=("scope", "actions", "jobs"),
    row_pages={"consultation": "consultation", "opinion": "opinion"},
    open_work=move_consultations,
    waiting=waiting,
    due=due,
    search=search,
    chain_part=chain_part,
    state=state,
    row_part=row_part,
    agenda=agenda,
)
