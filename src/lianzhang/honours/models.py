"""A title held: by a firm, a product, a park, a cluster or a platform; from when, until when, and how we know."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from lianzhang.enterprises.models import Enterprise
from lianzhang.registry.models import HonourKind, Park, Region


class Honour(models.Model):
    """One title granted once. `expires` is the last day it is valid, `ended` the day it was lost before that.

    A product, cluster or platform is named in `subject_name`; the firm behind it, where there is one, in `enterprise`.
    """

    logged_as = "enterprises.Honour"  # where it stood when its first events were written

    city = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="城市")
    kind = models.ForeignKey(HonourKind, models.PROTECT, related_name="honours", verbose_name="荣誉名目")
    enterprise = models.ForeignKey(
        Enterprise, models.CASCADE, null=True, blank=True, related_name="honours", verbose_name="企业"
    )
    park = models.ForeignKey(Park, models.PROTECT, null=True, blank=True, related_name="honours", verbose_name="园区")
    subject_name = models.CharField("产品、集群或平台", max_length=120, blank=True)
    batch = models.CharField("批次", max_length=60, blank=True)
    granted = models.DateField("认定日期")
    expires = models.DateField("有效期至", null=True, blank=True)
    ended = models.DateField("取消日期", null=True, blank=True)
    end_reason = models.CharField("取消原因", max_length=200, blank=True)
    source = models.CharField("来源", max_length=300)
    source_address = models.CharField("来源地址", max_length=400, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "荣誉"
        ordering = ["-granted", "id"]
        indexes = [models.Index(fields=["city", "kind", "granted"], name="honour_of_kind")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "enterprise", "subject_name", "granted"],
                condition=Q(enterprise__isnull=False),
                name="honour_of_a_firm_once",
            ),
            models.CheckConstraint(
                condition=Q(enterprise__isnull=False) | Q(park__isnull=False) | ~Q(subject_name=""),
                name="honour_has_a_subject",
            ),
            models.CheckConstraint(
                condition=Q(expires__isnull=True) | Q(expires__gte=F("granted")), name="honour_expires_after_grant"
            ),
            models.CheckConstraint(
                condition=Q(ended__isnull=True) | Q(ended__gte=F("granted")), name="honour_ends_after_grant"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject}：{self.kind}"

    @property
    def batch_told(self) -> bool:
        """Whether the batch says more than the year of the date: 第五批, and not 2023年度 of 2023-11-12."""
        return self.batch not in ("", *(f"{self.granted.year}{word}" for word in ("", "年", "年度")))

    @property
    def subject(self) -> str:
        """Who or what holds it, in words."""
        return self.subject_name or str(self.enterprise or self.park)
