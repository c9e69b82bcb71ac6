"""What a plan says of what firms stand on: kinds of facilities, plots and quotas, and which needs draw on them."""

from django.db import models

from .need_kinds import NeedField, NeedKind
from .plan import PlanRow


class CapacityKind(PlanRow):
    """A kind of facility, plot or quota, counted in `unit`.

    Needs of `need_kind`, and what projects need of the kind `project_need` (project_kinds), draw on it; blank none.
    `yields` is the field of such a need that says what is made there in a year, in 万元: divided by what is asked for
    it stands beside others that ask for the same.
    """

    class Form(models.TextChoices):
        FACILITY = "facility", "设施"
        PLOT = "plot", "地块"
        QUOTA = "quota", "指标"

    name = models.CharField("要素", max_length=40)
    form = models.CharField("是什么", max_length=10, choices=Form)
    unit = models.CharField("单位", max_length=20)
    need_kind = models.ForeignKey(
        NeedKind, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="哪类需求要用"
    )
    yields = models.ForeignKey(
        NeedField, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="按哪一项算产出"
    )
    project_need = models.CharField("项目的哪种要素", max_length=60, blank=True)

    class Meta(PlanRow.Meta):
        verbose_name = "要素类别"

    def __str__(self) -> str:
        return self.name
