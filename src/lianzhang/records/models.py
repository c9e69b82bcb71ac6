"""What happened, kept for good. Events name their subject by text, so the log never holds live rows back."""

from django.db import models


class AuditEvent(models.Model):
    """One act: who did what to which row, as which post and from where, with the facts needed to read it years later.

    An act writes the event; once it is committed, the sequencer gives it its `position`, the hash of the event before
    it and its own, once. The database refuses any other change, and to delete one (records/guards.py).
    """

    at = models.DateTimeField("时间", db_index=True)
    by = models.CharField("经办", max_length=150)
    account = models.CharField("账号", max_length=150, blank=True, db_index=True)
    post = models.CharField("岗位", max_length=120, blank=True)
    action = models.CharField("动作", max_length=80, db_index=True)
    subject = models.CharField("对象", max_length=160, db_index=True, help_text="app.Model:pk")
    facts = models.JSONField("内容", default=dict)
    address = models.CharField("来自", max_length=45, blank=True)
    reference = models.CharField("查询编号", max_length=16, blank=True)
    position = models.BigIntegerField("链中位置", null=True, unique=True)
    previous = models.CharField("前一条的校验值", max_length=64, blank=True)
    hash = models.CharField("校验值", max_length=64, blank=True)

    class Meta:
        verbose_name = "审计事件"
        ordering = ["-id"]
        indexes = [models.Index(fields=["id"], condition=models.Q(position=None), name="audit_event_waiting")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(position=None, previous="", hash="")
                | models.Q(position__isnull=False) & ~models.Q(hash=""),
                name="audit_event_chained_whole",
            )
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"


class AuditAnchor(models.Model):
    """Up to which position the log was moved to a file, out of the database; the chain goes on from its hash.

    Only events that an anchor covers and that are old enough can be deleted at all.
    """

    upto = models.BigIntegerField("末条位置", unique=True)
    hash = models.CharField("末条校验值", max_length=64)
    events = models.PositiveBigIntegerField("移出条数")
    file_sha256 = models.CharField("文件校验值", max_length=64)
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = "审计移出"
        ordering = ["upto"]


class Attachment(models.Model):
    """A paper that proves the row `subject`. The file lies in the store under its hash (records/attachments)."""

    subject = models.CharField("所属记录", max_length=160, db_index=True, help_text="app.Model:pk")
    name = models.CharField("文件名", max_length=150)
    kind = models.CharField("格式", max_length=10)
    size = models.PositiveIntegerField("字节数")
    sha256 = models.CharField("校验值", max_length=64, db_index=True)
    by = models.CharField("上传", max_length=150)
    account = models.CharField("账号", max_length=150)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "附件"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["subject", "sha256"], name="attachment_once")]

    def __str__(self) -> str:
        return self.name
