"""What keeping the register leaves behind: firms that may be one, and what was changed for many firms at once."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from lianzhang.accounts.models import User
from lianzhang.registry.models import Region

from .firm import Enterprise


class DuplicateCandidate(models.Model):
    """Two firms that may be one, found by comparing all names of a city; `one` is the lower number.

    Somebody merges them or says that they are not the same; the next search forgets what no longer looks alike.
    """

    one = models.ForeignKey(Enterprise, models.CASCADE, related_name="+", verbose_name="一家")
    other = models.ForeignKey(Enterprise, models.CASCADE, related_name="+", verbose_name="另一家")
    score = models.PositiveSmallIntegerField("相像（%）")
    why = models.CharField("依据", max_length=200)
    found_at = models.DateTimeField("找到时间", auto_now_add=True)

    class Meta:
        verbose_name = "疑似重复"
        ordering = ["-score", "id"]
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="duplicate_candidate_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="duplicate_candidate_ordered"),
        ]


class BulkEdit(models.Model):
    """One change made to many firms at once; its author may undo it while nothing else changed there."""

    city = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="城市")
    title = models.CharField("改了什么", max_length=200)
    change = models.CharField("改动", max_length=20)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="经办")
    at = models.DateTimeField("时间", auto_now_add=True)
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        verbose_name = "批量修改"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title


class BulkEditRow(models.Model):
    """One firm of a bulk edit: what stood there before, and the firm's version right after."""

    bulk_edit = models.ForeignKey(BulkEdit, models.CASCADE, related_name="rows")
    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="+")
    before = models.JSONField("改前")
    version = models.PositiveIntegerField("改后版本")

    class Meta:
        verbose_name = "批量修改的企业"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["bulk_edit", "enterprise"], name="bulk_edit_row_once")]
