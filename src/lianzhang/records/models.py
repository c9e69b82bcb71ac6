"""What happened, kept for good. Events name their subject by text, so the log never holds live rows back."""

from django.db import models


class AuditEvent(models.Model):
    """One act: who did what to which row, when, with the facts needed to read it years later."""

    at = models.DateTimeField("时间", auto_now_add=True, db_index=True)
    by = models.CharField("经办", max_length=150)
    action = models.CharField("动作", max_length=80)
    subject = models.CharField("对象", max_length=160, db_index=True, help_text="app.Model:pk")
    facts = models.JSONField("内容", default=dict)

    class Meta:
        verbose_name = "审计事件"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"
