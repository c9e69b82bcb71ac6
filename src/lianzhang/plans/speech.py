"""In whose words pages and tasks speak: those of the plan looked at, else of the one that prevails in the city."""

from __future__ import annotations

from contextlib import AbstractContextManager

from django.utils import timezone

from lianzhang.kernel.vocabulary import Vocabulary, speaking, vocabulary
from lianzhang.registry.models import Region

from .models import Plan
from .prevailing import weight

__all__ = ["speaking_in", "words_of_city", "words_of_house"]


def words_of_city(city: Region) -> Vocabulary:
    """One query."""
    plans = list(Plan.objects.filter(city=city).select_related("city"))
    return _prevailing(plans) or vocabulary(city.kind)


def words_of_house() -> Vocabulary:
    """For those who act in no city: the words of the only real one; of several, none speaks for all."""
    plans = list(Plan.objects.filter(city__fictitious=False).select_related("city"))
    alone = len({plan.city_id for plan in plans}) == 1
    return (_prevailing(plans) if alone else None) or vocabulary("")


def _prevailing(plans: list[Plan]) -> Vocabulary | None:
    today = timezone.localdate()
    last = max(plans, key=lambda plan: weight(plan.starts, plan.code, today), default=None)
    return last.vocabulary if last else None


def speaking_in(city: Region) -> AbstractContextManager[None]:
    """For what is done behind the pages: let it be told in the words of the city."""
    return speaking(lambda: words_of_city(city))
