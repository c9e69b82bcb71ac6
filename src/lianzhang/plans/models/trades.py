"""What a plan says of trades: by which majors of colleges one comes to each."""

from django.db import models

from .plan import PlanRow


class Trade(PlanRow):
    """A trade that posts are of, and the majors between semicolons that lead to it; blank: none in particular."""

    name = models.CharField("工种", max_length=40)
    majors = models.CharField("对口专业", max_length=300, blank=True)

    class Meta(PlanRow.Meta):
        verbose_name = "工种"

    def __str__(self) -> str:
        return self.name

    @property
    def major_names(self) -> list[str]:
        return [each for each in self.majors.split(";") if each]
