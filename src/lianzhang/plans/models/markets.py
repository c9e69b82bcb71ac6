"""What a plan says of markets: which lists rank groups of firms by year, and of what kinds events are."""

from django.db import models

from .plan import PlanRow


class Ranking(PlanRow):
    """A list that ranks groups every year, such as the largest 500; who was on it is kept by year elsewhere."""

    name = models.CharField("榜单", max_length=60)
    issuer = models.CharField("发布单位", max_length=80, blank=True)

    class Meta(PlanRow.Meta):
        verbose_name = "榜单"

    def __str__(self) -> str:
        return self.name


class EventKind(PlanRow):
    """A kind of event. `results`: what it came to is read from the matches that met, or asked of who took part.

    Who took part is asked after each of `months`, and has `reply_workdays` to say so."""

    class Results(models.TextChoices):
        """Where it is read what an event came to."""

        MATCHES = "matches", "从对接里数"
        PARTICIPANTS = "participants", "问参加的企业"

    name = models.CharField("类别", max_length=40)
    results = models.CharField("结果从哪里来", max_length=12, choices=Results)
    months = models.CharField("几个月后问", max_length=40, blank=True)
    reply_workdays = models.PositiveSmallIntegerField("几个工作日内答复", null=True, blank=True)

    class Meta(PlanRow.Meta):
        verbose_name = "活动类别"

    def __str__(self) -> str:
        return self.name

    @property
    def asked_after(self) -> list[int]:
        """The months after which who took part is asked, the first first."""
        return sorted(int(each) for each in self.months.split(";") if each)
