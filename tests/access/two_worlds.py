"""A city with everything twice, and the same city told otherwise: all that one does not see says something else there.

Rows keep their keys, and what they are known by; every other value of a row out of sight becomes another."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from lianzhang.access.row_policy import row_policies, visible
from lianzhang.accounts.models import User
from lianzhang.assessments.models import Advice, Diagnosis
from lianzhang.enterprises.models import (
    Enterprise,
    Membership,
)
from lianzhang.enterprises.revisions import touch
from lianzhang.honours.models import Honour
from lianzhang.kernel.fields import KeysField
from lianzhang.market.models import Match, Need
from lianzhang.platforms.models import PlatformMember
from lianzhang.statements.models import Statement
from lianzhang.supply.models import Capability, Demand, MaterialFlow, Purchase, PurchaseTotal, RunFirm, Sourcing
from tests.enterprises.world import START

from .town import Town

DAY = timedelta(days=1)
# Rooms whose rows are no business: who acts for which post, and what the house does for itself.
OUTER = {"accounts", "access", "jobs", "notices"}
# What a row is known by, and what decides who sees it or another: the same in both worlds.
KEYS = {
    "enterprises.Enterprise": {"uscc", "version"},
    "enterprises.Membership": {"starts", "ends"},
    "plans.Observation": {"state", "period_start", "period_end", "date", "code", "authors", "version"},
    "plans.Target": {"scope_kind"},
    "plans.UploadedSheet": {"sha256"},
    "statements.Statement": {"state", "period_start", "period_end", "authors", "version"},
    "statements.Explained": {"rule"},
    "exchange.Batch": {"state", "register"},
    "exchange.BatchPage": {"status", "number"},
    "problems.Problem": {"number", "state", "authors", "answer_papers", "version"},
    "supervision.SupervisionList": {"number", "state", "year", "serial", "authors", "version"},
    "supervision.SupervisionItem": {"state", "subject", "authors", "version"},
    "consultations.Consultation": {"state", "use", "waits_for", "answers", "authors", "version"},
    "consultations.Opinion": {"state", "authors", "version"},
    "responsibility.Responsibility": {"target", "duty", "state", "starts", "authors", "version"},
    "responsibility.TargetShare": {
        "target",
        "unit",
        "chain",
        "period_start",
        "period_end",
        "state",
        "authors",
        "version",
    },
    # What decides who sees it, what it is sorted and numbered by, and what holds an investor.
    "projects.Project": {"number", "state", "lost_from", "investor_key", "investor_uscc", "authors", "version"},
    "projects.HandOver": {"state"},
    "projects.MonthFigure": {"month"},
    "projects.YearFigure": {"year"},
    "tasks.Task": {"number", "state", "authors", "version"},
    "reviews.Meeting": {
        "activity",
        "every",
        "starts",
        "ends",
        "limit",
        "state",
        "as_of",
        "held_on",
        "authors",
        "version",
    },
    "reviews.Attendance": {"presence"},
    "reviews.AgendaLine": {"group", "page", "page_key", "code"},
    "reviews.Minute": {"corrects"},
    "reviews.Decision": {"state", "authors", "version"},
    "reviews.CalendarFeed": {"token_digest"},
    "tasks.WorkRecord": {"state", "date", "authors", "version"},
    # Purchases are known by their period, a run by its kind: they say who reads what of a run.
    "supply.Purchase": {"state", "period_start", "period_end", "authors", "version"},
    "supply.PurchaseTotal": {"period_start", "period_end", "authors", "version"},
    "supply.Capability": {"authors", "version"},
    "supply.MaterialFlow": {"state", "period_start", "period_end", "authors", "version"},
    "supply.Sourcing": {"state", "authors", "version"},
    "supply.AnalysisRun": {"kind", "state", "period_start", "period_end", "authors", "version"},
    # What decides who reads it, and when a side is asked.
    "market.Need": {"state", "published_on", "bids_closed_on", "announced_on", "authors", "version"},
    "market.Posting": {"open"},
    "market.Match": {"state", "authors", "version"},
    # Whose it is decides who reads it; who typed it, who may judge.
    "market.Score": {"post", "authors", "version"},
    "market.Juror": {"post", "state", "authors", "version"},
    "market.Event": {"state", "authors", "version"},
    "market.Participation": {"state", "authors", "version"},
    "market.Pool": {"state", "authors", "version"},
    "market.PoolMember": {"state", "authors", "version"},
    "market.Backing": {"authors", "version"},
    "market.FairResult": {"months", "state", "authors", "version"},
    # What decides who reads it, and by what names are compared: that a name is taken is told.
    "market.Customer": {"name", "shown", "group_folded", "authors", "version"},
    "market.RankedGroup": {"folded", "formerly_folded", "version"},
    "market.FollowUp": {"side", "state", "authors", "version"},
    # What decides who reads it, and what is awaited by which day.
    "policies.Application": {"state", "year", "submitted_on", "reached_on", "closes", "authors", "version"},
    "policies.Award": {"state", "year", "decided_on", "authors", "version"},
    "policies.Payment": {"state", "paid_on", "authors", "version"},
    "parks.Capacity": {"state", "authors", "version"},
    "parks.SpecialPark": {"state", "authors", "version"},
    # Whose it is decides who reads it, and what is awaited by which day.
    "assessments.Diagnosis": {
        *("state", "applied_on", "assigned_on", "visited_on", "reported_on", "recheck_on", "authors", "version"),
    },
    "assessments.Advice": {"state", "decided_on", "authors", "version"},
    "assessments.Assessment": {"state", "basis", "part", "assessed_on", "authors", "version"},
    "assessments.PlatformUse": {"state", "platform_key", "period_start", "period_end", "authors", "version"},
    # What decides who reads it, from when on it runs, and of which year it is.
    "platforms.Platform": {"state", "stage_since", "running_since", "running_until", "authors", "version"},
    "platforms.PlatformMember": {"since", "until"},
    "platforms.PlatformReport": {"state", "period_end", "authors", "version"},
    "plans.PaperDraft": {"state", "authors", "version"},
    "plans.PlanChange": {"state", "authors", "version"},
    "talent.GraduateReport": {"state", "year", "authors", "version"},
    "policies.BudgetReview": {"state", "year", "authors", "version"},
    "policies.LoanBalance": {"state", "period_end", "authors", "version"},
    "visits.Visit": {"state", "date", "target", "authors", "version"},
    "visits.Promise": {"state", "target", "made_on", "deadline", "kept_on", "authors", "version"},
}
# By which rows a firm is named to whoever sees them, and how they lead to it. A purchase also says where a side lies:
# that decides what is near.
NAMED = ("name", "state")
LEADING: list[tuple[type[models.Model], str, tuple[str, ...]]] = [
    # Both sides of a match know with whom they talk.
    *((Match, path, ("name",)) for path in ("enterprise", "need__enterprise")),
    # So do who is diagnosed and who diagnoses.
    *((Diagnosis, path, ("name",)) for path in ("enterprise", "provider_firm")),
    *((Advice, f"diagnosis__{path}", ("name",)) for path in ("enterprise", "provider_firm")),
    # Who hosts a platform knows who takes part in it.
    (PlatformMember, "enterprise", ("name",)),
    *((model, "enterprise", NAMED) for model in (Membership, Honour, Statement, Capability, MaterialFlow, RunFirm)),
    *((model, "customer", NAMED) for model in (PurchaseTotal, Demand)),
    *((Sourcing, path, NAMED) for path in ("supplier", "candidate")),
    *((Purchase, path, (*NAMED, "region")) for path in ("customer", "supplier")),
]


@contextmanager
def taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def models_of_business() -> list[type[models.Model]]:
    return [model for model in row_policies() if model._meta.app_label not in OUTER]


def out_of_sight(user: User, model: type[models.Model]) -> Any:
    """`user`: an account that nobody acted for since its posts were read."""
    seen = visible(user, model)
    return model._default_manager.exclude(pk__in=seen.values("pk")).order_by("pk")


def tell_otherwise(user: User, town: Town) -> set[str]:
    """Let every row that `user` does not see say something else; the fields that changed."""
    changed, published = set(), _published(user)
    for model in models_of_business():
        for row in list(out_of_sight(User.objects.get(pk=user.pk), model)):
            others = _others(row, published, town)
            if not _write(row, others):  # not all together: each that can be
                others = {name: value for name, value in others.items() if _write(row, {name: value})}
            changed |= {f"{model._meta.label}.{name}" for name in others}
    for city in {town.region.pk, town.beside.region.pk if town.beside else 0} - {0}:
        touch(city)
    return changed


Published = dict[tuple[type[models.Model], int], tuple[str, ...]]


def _published(user: User) -> Published:
    """Of firms to which a row in sight leads, such as a title, what is known: the name, and whether they still run. Of
    needs, the words that were published as well."""
    account = User.objects.get(pk=user.pk)
    firms = ((visible(account, model).values_list(path, flat=True), told) for model, path, told in LEADING)
    known: Published = {(Enterprise, key): told for keys, told in firms for key in keys if key is not None}
    answered = visible(account, Match).values_list("need", flat=True)
    return known | {(Need, key): ("title",) for key in answered}


def _others(row: models.Model, published: Published, town: Town) -> dict[str, Any]:
    """Another value for each field of a row that may have one, by the name of its column."""
    kept = set(KEYS.get(row._meta.label, ()))
    if isinstance(row, Enterprise):
        kept |= set(published.get((Enterprise, row.pk), ("name",)[bool(row.uscc) :]))
    kept |= set(published.get((type(row), row.pk), ()))
    fields = [each for each in row._meta.concrete_fields if not (each.primary_key or each.name in kept)]
    return {each.attname: value for each in fields if (value := _another(row, each, town)) is not None}


def _write(row: models.Model, others: dict[str, Any]) -> bool:
    if not others:
        return False
    try:
        with transaction.atomic():
            # The base manager: what a finished run found changes here all the same.
            return bool(type(row)._base_manager.filter(pk=row.pk).update(**others))
    except IntegrityError:
        return False  # it would be no row of this kind


def _another(row: models.Model, field: Any, town: Town) -> Any:
    """Another value of the same kind; None where there is none to give."""
    was = getattr(row, field.attname)
    if field.is_relation:
        return _another_row(row, field, town)
    if field.choices:
        return next((key for key, _ in field.flatchoices if key not in (was, "", None)), None)
    match field:
        case KeysField():
            return None
        case models.CharField() | models.TextField():
            return f"{was[: (field.max_length or 10**6) - 1]}改"
        case models.BooleanField() | models.JSONField() | models.BinaryField():
            return None
        case models.DecimalField() | models.IntegerField():
            return (was or 0) + 1
        case models.DateTimeField():
            return (was or timezone.now()) - DAY
        case models.DateField():
            return (was or START) + DAY
    return None


def _another_row(row: models.Model, field: Any, town: Town) -> Any:
    if field.related_model is User:
        return town.office.pk
    moves = isinstance(row, Enterprise) and field.name == "region"
    return town.districts[2].pk if moves else None
