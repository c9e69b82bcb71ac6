"""The room of imports and exports: registers as workbooks."""

from lianzhang.kernel.rooms import Room

ROOM = Room(
    code="exchange",
    title="表格导入导出",
    pages_under={"firms": ("exchange", "sheet_upload", "batch")},
    acts={"batch.apply": "导入一批", "batch.undo": "撤销一批导入"},
    modules=("history", "scope", "tasks"),
)
