"""What a plan says of supervision: from how many workdays overdue on an order is blue, yellow or red."""

from django.db import models

from .plan import Plan

__all__ = ["Colour", "SupervisionColour"]


class Colour(models.TextChoices):
    """How pressing an order is, the least first."""

    BLUE = "blue", "蓝色"
    YELLOW = "yellow", "黄色"
    RED = "red", "红色"


class SupervisionColour(models.Model):
    """An order has this colour from so many workdays overdue on, and is answered within so many."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="supervision_colours")
    colour = models.CharField("颜色", max_length=10, choices=Colour)
    from_days = models.PositiveSmallIntegerField("超期工作日起")
    answer_workdays = models.PositiveSmallIntegerField("反馈时限（工作日）")

    class Meta:
        verbose_name = "督办颜色"
        ordering = ["plan_id", "from_days"]
        constraints = [models.UniqueConstraint(fields=["plan", "colour"], name="supervision_colour_once")]
