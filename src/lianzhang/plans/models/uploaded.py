"""A sheet of figures as somebody uploaded it: kept by its bytes, so that what is applied is what was looked at."""

from django.db import models
from django.db.models import Q

from lianzhang.accounts.models import User

from .plan import Plan


class UploadedSheet(models.Model):
    """One file of one person. It becomes figures when applied; until then nothing depends on it."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="+")
    name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("校验值", max_length=64)
    content = models.BinaryField("内容")
    # The table as it was read at the upload, so that looking at it need not take the workbook apart again.
    reading = models.JSONField("读出的表", default=None, null=True, editable=False)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)
    applied_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    applied_at = models.DateTimeField("导入时间", null=True, blank=True)

    class Meta:
        verbose_name = "导入的表格"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "sha256", "uploaded_by"], name="uploaded_sheet_once"),
            models.CheckConstraint(
                condition=Q(applied_at__isnull=True, applied_by__isnull=True)
                | Q(applied_at__isnull=False, applied_by__isnull=False),
                name="uploaded_sheet_applied_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.name
