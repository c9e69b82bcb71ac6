"""Whose investor it is: the first report holds name and code until it lapses; a second one is kept for the office."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import or_

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from lianzhang.access.api import SYSTEM
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import folded
from lianzhang.kernel.vocabulary import spoken
from lianzhang.work.api import action, log_event, take_step

from .limits import protected_until
from .models import Claim, Project

__all__ = [
    "claim",
    "free_lapsed",
    "hold_investor",
    "holder_of",
    "is_held_as",
    "lapse",
    "let_go",
    "once",
    "reported_before",
]

REPORTED = "已有单位首报，请问{office}。"
MARKS = str.maketrans("", "", " ·.,，。()（）-—")


def reported_before() -> str:
    return spoken(REPORTED)


def _key(investor: str) -> str | None:
    return folded(investor).translate(MARKS) or None


def _code(uscc: str) -> str | None:
    """None for what stands where somebody has none, such as a dash."""
    return uscc if uscc.translate(MARKS) else None


def holder_of(city: int, investor: str, uscc: str) -> Project | None:
    """The project that holds the name or the code."""
    asked = {"investor_key": _key(investor), "investor_uscc": _code(uscc)}
    told = [Q(**{name: held}) for name, held in asked.items() if held]
    rows = Project.objects.filter(reduce(or_, told), city=city) if told else Project.objects.none()
    return rows.select_related("kind", "unit").first()


def is_held_as(row: Project, investor: str, uscc: str) -> bool:
    """Whether the row holds just this investor, however it is written."""
    return (row.investor_key, row.investor_uscc) == (_key(investor), _code(uscc))


def hold_investor(row: Project) -> None:
    """Let the row hold its investor from today on."""
    row.investor_key, row.investor_uscc = _key(row.investor), _code(row.uscc)
    row.protected_until = protected_until(row, timezone.localdate()) if row.investor_key else None


def let_go(row: Project) -> None:
    row.investor_key = row.investor_uscc = row.protected_until = None


def free_lapsed(city: int, investor: str, uscc: str) -> Project | None:
    """Who still holds it, once one whose protection is over has let go."""
    holder = holder_of(city, investor, uscc)
    if holder and holder.protected_until and holder.protected_until < timezone.localdate():
        lapse(row=holder)
        return holder_of(city, investor, uscc)
    return holder


@action
def lapse(*, row: Project) -> None:
    with take_step(row, "release", by=SYSTEM) as act:
        let_go(act.row)


def claim(row: Project, holder: Project, by: User) -> Claim:
    """Keep the second report, the same one once. Its unit is told no more than that there was a first."""
    told = {name: getattr(row, name) for name in ("unit", "name", "investor", "text", "planned")}
    if earlier := Claim.objects.filter(project=holder, **told).first():
        return earlier
    kept = Claim.objects.create(
        city=row.city,
        project=holder,
        post=row.post,
        by=by,
        at=timezone.now(),
        **told,
    )
    log_event("project.claim", kept, by=by, name=kept.name, investor=kept.investor)
    return kept


def once(save: Callable[[], Project]) -> Project | None:
    """What `save` saved; None where somebody took the investor in the same moment."""
    try:
        with transaction.atomic():
            return save()
    except IntegrityError as refused:
        if "investor" not in str(refused):
            raise
        return None
