"""The life of a batch, as a table: uploaded, looked at, imported whole, and taken back whole.

A person asks, the worker does: the steps that people take lead into states in which a worker has the batch."""

from __future__ import annotations

from typing import Any

from lianzhang.enterprises.api import Permission
from lianzhang.kernel.registers import FAULT, register_of
from lianzhang.work.api import GONE, Lifecycle, Step, need

from .applying import ONE_BY_ONE, undecided
from .models import BatchState

__all__ = ["BATCH"]

IMPORTS = Permission.IMPORT_SHEET
ASKED = BatchState.ASKED.value
READING, REFUSED, CHECKED = BatchState.READING.value, BatchState.REFUSED.value, BatchState.CHECKED.value
APPLYING, APPLIED = BatchState.APPLYING.value, BatchState.APPLIED.value
UNDOING, UNDONE = BatchState.UNDOING.value, BatchState.UNDONE.value


@need("表里没有错")
def _without_faults(row: Any, _by: Any) -> str:
    return "表里还有错，没有导入；请改好后重新上传。" if row.counts.get(FAULT) else ""


@need("要判断的都判断过了")
def _decided(row: Any, _by: Any) -> str:
    left = undecided(row)
    return f"还有{left}行没有判断；请先判断是名录里的哪一家。" if left else ""


@need("各条没有自己的经过")
def _taken_back_at_once(row: Any, _by: Any) -> str:
    return ONE_BY_ONE if register_of(row.register).by_acts else ""


WORDS = {code: str(word) for code, word in BatchState.choices}
WORDS[REFUSED] = WORDS.pop(REFUSED)  # last, so that its arrows cross no others where the table is drawn

# fmt: off
BATCH = Lifecycle("batch", WORDS, (
    Step(name="upload", title="上传", sources=(), to=READING, permission=IMPORTS,
         effect="系统逐行与名录核对，一行也不写。",
         then="系统正在逐行核对，核对完这一页会显示；核对以后由您决定导入。"),
    Step(name="look_again", title="重新核对", sources=(READING, ASKED, CHECKED), to=READING, permission=IMPORTS,
         effect="同一张表再传一次，照现在的名录重新核对。",
         done="已开始重新核对", then="系统正在逐行核对，核对完这一页会显示；核对以后由您决定导入。"),
    Step(name="ask", title="问读哪张工作表", sources=(READING,), to=ASKED, permission=IMPORTS, by_hand=False),
    Step(name="choose", title="选工作表", sources=(ASKED, CHECKED, REFUSED), to=READING, permission=IMPORTS,
         effect="照选定的工作表逐行核对，一行也不写。",
         then="系统正在逐行核对，核对完这一页会显示；核对以后由您决定导入。"),
    Step(name="look", title="核对完", sources=(READING,), to=CHECKED, permission=IMPORTS, by_hand=False),
    Step(name="refuse", title="读不出来", sources=(READING,), to=REFUSED, permission=IMPORTS, by_hand=False),
    Step(name="decide", title="判断是不是同一家", sources=(CHECKED,), to=None, permission=IMPORTS,
         effect="记下要判断的行是哪一家、改没改名，或是新的一家；这时还不写。", done="已记下判断",
         then="都判断过以后请您导入。"),
    Step(name="ask_apply", title="导入", sources=(CHECKED,), to=APPLYING, permission=IMPORTS, onwards=True,
         needs=(_without_faults, _decided), done="已开始导入", then="系统正在写进名录，写完这一页会显示。",
         effect="整批写进名录；要么全部写进，要么一行也不写。"),
    Step(name="apply", title="写进名录", sources=(APPLYING,), to=APPLIED, permission=IMPORTS, by_hand=False),
    Step(name="give_back", title="没有导入", sources=(APPLYING,), to=CHECKED, permission=IMPORTS, by_hand=False),
    Step(name="ask_undo", title="撤销", sources=(APPLIED,), to=UNDOING, permission=IMPORTS,
         needs=(_taken_back_at_once,), effect="新增的删去，改动的改回；之后有人改过的，先告诉您。", done="已开始撤销",
         then="系统正在恢复原样，办完这一页会显示。"),
    Step(name="undo", title="恢复原样", sources=(UNDOING,), to=UNDONE, permission=IMPORTS, by_hand=False),
    Step(name="leave", title="没有撤销", sources=(UNDOING,), to=APPLIED, permission=IMPORTS, by_hand=False),
    Step(name="discard", title="删除", sources=(ASKED, CHECKED, REFUSED), to=GONE, permission=IMPORTS,
         effect="删去上传的文件和核对结果；名录不受影响。"),
), title="导入批次", unit="批")
# fmt: on
