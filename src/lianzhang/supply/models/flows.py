"""What firms take in of scrap and what becomes of it: one report for a site, a material and a period."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from lianzhang.enterprises.models import Enterprise
from lianzhang.plans.models import Material
from lianzhang.registry.models import Region
from lianzhang.work.models import WorkRow

__all__ = ["FlowState", "MaterialFlow"]


class FlowState(models.TextChoices):
    REPORTED = "reported", "已报，待核对"
    ASKED = "asked", "已请企业说明"
    CHECKED = "checked", "已核对"
    RETURNED = "returned", "已退回"


def _quantity(title: str) -> models.DecimalField:
    return models.DecimalField(title, max_digits=16, decimal_places=3, null=True, blank=True)


class MaterialFlow(WorkRow):
    """What one site took in of a material in a quarter or a year, and what became of it, all in the material's unit.

    None of the quantities is known before somebody says it: blank is unknown, never zero. `product` is counted as the
    scrap that went into it; `residue` is waste and loss of which is known where it went; `stock_change` is below zero
    where stock was used up. `site` is blank where the firm has one only. `destination` says who takes product and
    residue, `permit` under which permit it came from outside; `why` explains what does not add up, and `question` is
    what who checks asked of it.
    """

    city = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="城市", db_index=False)
    material = models.ForeignKey(Material, models.PROTECT, related_name="flows", verbose_name="物料")
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="material_flows", verbose_name="企业", db_index=False
    )
    site = models.CharField("厂区", max_length=60, blank=True, default="")
    period_start = models.DateField("时期起")
    period_end = models.DateField("时期止")
    from_local = _quantity("收自本地")
    from_outside = _quantity("收自外地")
    product = _quantity("本地产品产出折量")
    residue = _quantity("残渣和损耗")
    stock_change = _quantity("库存增减")
    destination = models.CharField("去向", max_length=300, blank=True, default="")
    document = models.CharField("凭证", max_length=200, blank=True, default="")
    permit = models.CharField("外地来的凭什么", max_length=200, blank=True, default="")
    source = models.CharField("来源", max_length=300)
    why = models.CharField("对不上的原因", max_length=300, blank=True, default="")
    state = models.CharField("状态", max_length=10, choices=FlowState, default=FlowState.REPORTED)
    reported_at = models.DateTimeField("填报时间")
    reason = models.CharField("退回的理由", max_length=300, blank=True, default="")
    question = models.CharField("请企业说明的", max_length=400, blank=True, default="")
    asked_at = models.DateTimeField("请说明的时间", null=True, blank=True)

    class Meta:
        verbose_name = "物料流向"
        ordering = ["-period_end", "enterprise_id", "pk"]
        indexes = [
            models.Index(fields=["city", "period_end", "material"], name="flow_of_period"),
            models.Index(fields=["post", "state"], name="flow_of_post"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "site", "material", "period_start", "period_end"], name="material_flow_once"
            ),
            models.CheckConstraint(condition=Q(period_end__gte=F("period_start")), name="flow_period_ordered"),
            *(
                models.CheckConstraint(
                    condition=Q((name, None)) | Q((f"{name}__gte", 0)), name=f"flow_{name}_not_negative"
                )
                for name in ("from_local", "from_outside", "product", "residue")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise}{self.site}：{self.material}"
