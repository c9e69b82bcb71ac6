"""A batch: one uploaded workbook on its way into one register, and what each of its rows does there."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Q

from lianzhang.access.models import Assignment
from lianzhang.accounts.models import User
from lianzhang.kernel.registers import RowDiff, registers
from lianzhang.kernel.workbooks import NAME_LONGEST, SheetSeen
from lianzhang.registry.models import Region

LINES_A_PAGE = 200


class BatchState(models.TextChoices):
    READING = "reading", "正在核对"
    ASKED = "asked", "待选工作表"
    REFUSED = "refused", "读不出来"
    CHECKED = "checked", "待导入"
    APPLYING = "applying", "正在导入"
    APPLIED = "applied", "已导入"
    UNDOING = "undoing", "正在撤销"
    UNDONE = "undone", "已撤销"


# While a batch is in one of these, a worker has it.
BUSY = (BatchState.READING, BatchState.APPLYING, BatchState.UNDOING)


class Batch(models.Model):
    """One upload. Its file is an attachment; what its rows would do and did stands in its pages.

    `assignment` is the post it was uploaded from: the worker acts from no other. `revision` is that of the register
    when it was looked at: as long as it is the same, what was looked at is what would be done.
    """

    city = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="城市")
    register = models.CharField("名录", max_length=40)
    name = models.CharField("文件名", max_length=150)
    sha256 = models.CharField("校验值", max_length=64)
    size = models.PositiveIntegerField("字节数")
    state = models.CharField("状态", max_length=10, choices=BatchState, default=BatchState.READING)
    counts = models.JSONField("各类行数", default=dict)
    notes = models.JSONField("读表时的说明", default=list)
    # Of the workbook: name, what becomes of it, rows where somebody looked. The one that a person chose, else blank.
    worksheets = models.JSONField("文件里的工作表", default=list)
    worksheet = models.CharField("选定的工作表", max_length=NAME_LONGEST, blank=True)
    refusal = models.CharField("没有办成的原因", max_length=1000, blank=True)
    # By row number: the key of the firm it is the same as, or 0 for a new one.
    decisions = models.JSONField("对可能重复的判断", default=dict)
    revision = models.CharField("核对时的名录版本", max_length=40, blank=True)
    digest = models.CharField("核对结果的校验值", max_length=64, blank=True)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="上传")
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name="上传时的岗位")
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)
    applied_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="导入")
    applied_at = models.DateTimeField("导入时间", null=True, blank=True)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="撤销")
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        verbose_name = "导入批次"
        ordering = ["-id"]
        indexes = [models.Index(fields=["city", "state"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(applied_at__isnull=True, applied_by__isnull=True)
                | Q(applied_at__isnull=False, applied_by__isnull=False),
                name="batch_applied_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | Q(applied_at__isnull=False), name="batch_undone_after_applied"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        """What the screens call the register; its code, where this release no longer knows it."""
        return next((each.title for each in registers() if each.code == self.register), self.register)

    @property
    def facts(self) -> dict[str, str]:
        """What the log says of it, whichever step it takes."""
        return {"file": self.name, "sha256": self.sha256, "register": self.title}

    @property
    def sheets(self) -> list[SheetSeen]:
        return [SheetSeen(*each) for each in self.worksheets]

    @property
    def busy(self) -> bool:
        return self.state in BUSY


class BatchPage(models.Model):
    """Some lines of one status, packed: a hundred thousand lines are five hundred rows. `number` counts from 1.

    `keys` are the rows that the lines were written to, in their order; `firms` those that these hang on, null for
    none, empty for the register of firms. Both are blank until the batch is applied, and stay when it is undone.
    """

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="pages")
    status = models.CharField("结果", max_length=10)
    number = models.PositiveIntegerField("页")
    packed = models.BinaryField("各行")
    keys = models.JSONField("写到", default=list)
    firms = models.JSONField("所属企业", default=list)

    class Meta:
        verbose_name = "批次的一页"
        ordering = ["status", "number"]
        constraints = [models.UniqueConstraint(fields=["batch", "status", "number"], name="batch_page_once")]

    @property
    def lines(self) -> list[RowDiff]:
        return [RowDiff.from_json(each) for each in json.loads(zlib.decompress(bytes(self.packed)))]


def as_text(lines: Sequence[RowDiff]) -> bytes:
    """Lines as a page keeps them, before it is packed."""
    rows: list[Any] = [line.as_json() for line in lines]
    return json.dumps(rows, ensure_ascii=False).encode()
