"""The room of the city's own register: regions, organizations, chains, posts and who holds them."""

from lianzhang.kernel.rooms import Room

from .permissions import Permission

ROOM = Room(
    code="registry",
    title="名录",
    permissions={
        Permission.RECORD_APPOINTMENT: "登记任职",
        Permission.WITHDRAW_APPOINTMENT: "撤销任职记录",
    },
    acts={
        "appointment.end": "记任职止",
        "appointment.record": "登记任职",
        "appointment.withdraw": "撤销任职记录",
    },
    facts={"ends_source": "止任依据"},
)
