"""The room of titles: granted, renewed, lost; who could apply."""

from lianzhang.kernel.rooms import Room

from .permissions import Permission

ROOM = Room(
    code="honours",
    title="荣誉",
    permissions={Permission.RECORD_HONOUR: "登记荣誉"},
    acts={
        "honour.change": "修改荣誉",
        "honour.end": "记荣誉取消",
        "honour.grant": "登记荣誉",
        "honour.renew": "记荣誉复核",
        "honour.withdraw": "撤销荣誉记录",
    },
    dated_pages=("honours", "honour", "honour_kind"),
    modules=("scope", "actions", "firm_list", "firm_page", "merging", "sheets"),
    row_pages={"honour": "honour"},
)
