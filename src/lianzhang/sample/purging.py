"""Takes the fictitious city away: every row that leads to it by a foreign key, in one transaction with one event.

The log stays; it names its rows by text."""

from __future__ import annotations

import shutil

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from lianzhang.accounts.models import User
from lianzhang.records.api import subject_of
from lianzhang.registry.models import Region
from lianzhang.work.api import dependents_of, log_event, remove_dependents

from .place import facts
from .presence import CITY, SAMPLE_ACCOUNT, fictitious_city

__all__ = ["purge_city"]


def purge_city(*, by: str) -> dict[str, int]:
    """How many rows went, by what they are called. Refused where there is no fictitious city."""
    with transaction.atomic():
        city = fictitious_city()
        if city is None:
            raise ValidationError("库里没有示例市，不需要清除。")
        counts = remove_dependents(dependents_of(Region.objects.get(code=CITY, city=None)))
        User.objects.filter(username=SAMPLE_ACCOUNT).delete()
        log_event("sample.purge", subject_of(city), by=by, rows=counts)
    shutil.rmtree(settings.VAR / "sample" / facts()["city"]["plan"], ignore_errors=True)
    return counts
