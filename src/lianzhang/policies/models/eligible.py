"""Which firms could apply to which programme, as it was reckoned last."""

from __future__ import annotations

from django.db import models

from lianzhang.plans.models import Programme

__all__ = ["LOT", "EligibleLot"]

# Firms of one row, by key: the whole of a province changes by 50 rows a programme, one firm by one.
LOT = 1_000


class EligibleLot(models.Model):
    """Of one programme and the firms whose keys lie between `lot` * LOT and the next: keys of those that meet every
    condition (`met`), and of those of which one alone is not met, or not known.

    `near` holds [condition, not known, the day on which it will be met or null, keys]. No row where nobody is near."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="+", verbose_name="政策事项", db_index=False)
    lot = models.PositiveIntegerField("批")
    met = models.JSONField("符合的企业", default=list)
    near = models.JSONField("只差一条的企业", default=list)

    class Meta:
        verbose_name = "可申报企业"
        ordering = ["programme_id", "lot"]
        indexes = [models.Index(fields=["lot"], name="eligible_of_lot")]
        constraints = [models.UniqueConstraint(fields=["programme", "lot"], name="eligible_once")]
