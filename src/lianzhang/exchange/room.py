"""The room of imports and exports: registers as workbooks."""

from lianzhang.kernel.rooms import Room

ROOM = Room(
    code="exchange",
    title="表格导入导出",
    pages_under={"firms": ("exchange", "sheet_upload", "batch")},
    acts={
        "batch.upload": "上传一批",
        "batch.look_again": "请求重新核对一批",
        "batch.look": "核对完一批",
        "batch.ask": "问一批读哪张工作表",
        "batch.choose": "选定一批的工作表",
        "batch.refuse": "读不出一批",
        "batch.decide": "判断一批里拿不准的行",
        "batch.ask_apply": "请求导入一批",
        "batch.apply": "导入一批",
        "batch.give_back": "没有导入一批",
        "batch.ask_undo": "请求撤销一批导入",
        "batch.undo": "撤销一批导入",
        "batch.leave": "没有撤销一批导入",
        "batch.discard": "删除没有导入的一批",
    },
    modules=("actions", "history", "scope", "tasks"),
)
