"""Makes the fictitious city: its plan through the loader of plans, its register in one transaction with one event."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.enterprises.api import search_text, touch
from lianzhang.enterprises.models import AboveScale, Contact, Enterprise, FormerName, Membership, ResearchBody
from lianzhang.honours.models import Honour
from lianzhang.kernel.bulk import allocate_ids, bulk_insert, update_statistics
from lianzhang.plans.api import load_folder, read_folder
from lianzhang.registry.models import Chain, Coverage, HonourKind, Organization, Park, Post, Rank, Region, Segment
from lianzhang.statements.models import Statement
from lianzhang.work.api import log_event, move_all
from lianzhang.work.models import ReportState

from .applications import write_applications
from .assessments import write_assessments
from .consultations import write_consultations
from .customers import write_customers
from .folder import write_folder
from .lending import write_lending
from .needs import write_needs
from .parks import write_parks
from .place import SCALES, SOURCE, YEARS, Place, facts, place_of
from .place_outputs import write_place_outputs
from .platforms import write_platforms
from .pools import write_pools
from .presence import CITY, SAMPLE_ACCOUNT
from .problem_rows import write_problems
from .project_rows import write_projects
from .random_draws import Drawn, draw
from .responsibility import write_responsibility
from .reviews import write_reviews
from .stakes import write_budget_reviews, write_stakes
from .supervision import write_supervision
from .supply.flows import write_flows
from .supply.market import BOUGHT
from .supply.writing import write_supply
from .talent import write_graduates, write_stays
from .task_rows import write_tasks
from .visits import write_visits

__all__ = ["FIRM_POST", "make_city"]

FIRM_POST = "firm-auto"
DONE = (ReportState.CONFIRMED, ReportState.SUBMITTED, ReportState.RETURNED)
Progress = Callable[[str, int, int], None]


def make_city(*, scale: str, seed: int, by: str, progress: Progress = lambda *_: None) -> dict[str, int]:
    """Load the city's plan and fill its register; how many rows of each table. Refused where the city is there."""
    if Region.objects.filter(code=CITY, city=None).exists():
        raise ValidationError("示例市已经在库里；要换规模，请先运行 lianzhang sample purge。")
    progress("生成", 0, 0)
    folder = write_folder(settings.PLAN_FOLDERS / facts()["city"]["template"], settings.VAR / "sample" / _plan_code())
    with transaction.atomic():
        load_folder(folder, by=by)
        city = Region.objects.get(code=CITY, city=None)
        Region.objects.filter(models.Q(pk=city.pk) | models.Q(city=city)).update(fictitious=True)
        read, _ = read_folder(folder)
        place = place_of(read)
        drawn = draw(place, SCALES[scale], seed)
        return _Filling(place, drawn, progress).fill(scale=scale, seed=seed, by=by, folder=folder)


def _plan_code() -> str:
    code: str = facts()["city"]["plan"]
    return code


class _Filling:
    """Turns the numbers and codes of a drawn city into primary keys, and writes it table by table."""

    def __init__(self, place: Place, drawn: Drawn, progress: Progress) -> None:
        self.place, self.drawn = place, drawn
        self.progress = progress
        self.city = Region.objects.get(code=CITY, city=None)
        self.account, _ = User.objects.get_or_create(
            username=SAMPLE_ACCOUNT, defaults={"label": SOURCE, "is_active": False, "password": make_password(None)}
        )
        self.firms = allocate_ids(Enterprise, len(drawn["firms"]["name"]))
        self.total = sum(len(next(iter(columns.values()))) for columns in drawn.values() if columns)
        self.written = 0

    def fill(self, *, scale: str, seed: int, by: str, folder: Path) -> dict[str, int]:
        counts = {
            "firms": self._firms(),
            "former_names": self._plain(FormerName, "former_names", note=""),
            "contacts": self._plain(Contact, "contacts", note=""),
            "above_scale": self._plain(AboveScale, "above_scale"),
            "memberships": self._memberships(),
            "research_bodies": self._plain(ResearchBody, "research_bodies"),
            "honours": self._honours(),
            "statements": self._statements(),
            "coverage": self._coverage(),
            **write_supply(self.city, self.account, self.firms, self.place, self.drawn, scale, seed),
            "place_outputs": write_place_outputs(self.city, seed),
            "problems": write_problems(self.city, self.account, scale, seed),
            "projects": write_projects(self.city, self.account, scale, seed),
            "supervision": write_supervision(self.city, seed),
            "consultations": write_consultations(self.city, self.account, scale, seed),
            "responsibility": write_responsibility(self.city, self.account, seed),
            **dict(zip(("tasks", "work_records"), write_tasks(self.city, self.account, scale, seed), strict=True)),
            "reviews": write_reviews(self.city, self.account, seed),
        }
        # What came since is looked up from here on: tables that are taken for empty are walked line by line.
        update_statistics()
        self._firm_with_post()
        visits = write_visits(self.city, self.account, scale, seed)
        counts |= dict(zip(("visits", "promises"), visits, strict=True))
        counts["material_flows"] = write_flows(self.city, self.account, seed)
        needs = write_needs(self.city, self.account, scale, seed)
        counts |= dict(zip(("needs", "matches"), needs, strict=True))
        stood_on = write_parks(self.city, self.account)
        counts |= dict(zip(("capacities", "special_parks"), stood_on, strict=True))
        counts["customers"] = write_customers(self.city, self.account, seed)
        counts["pools"] = write_pools(self.city, self.account)
        paid = write_applications(self.city, self.account, scale, seed)
        counts |= dict(zip(("applications", "payments"), paid, strict=True))
        told = write_assessments(self.city, self.account, seed)
        counts |= dict(zip(("diagnoses", "levels", "platform_uses"), told, strict=True))
        built = write_platforms(self.city, self.account, timezone.localdate())
        counts |= dict(zip(("platforms", "platform_reports"), built, strict=True))
        counts["stakes"] = write_stakes(self.city, self.account)
        counts["budget_reviews"] = write_budget_reviews(self.city, self.account)
        counts["graduate_reports"] = write_graduates(self.city, self.account)
        counts["stays"] = write_stays(self.city, seed)
        counts["loan_balances"] = write_lending(self.city, self.account, seed)
        update_statistics()  # of what came since
        touch(self.city.pk)
        move_all(self.city.pk)
        log_event("sample.make", self.city, by=by, scale=scale, seed=seed, plan=folder.name, rows=counts)
        return counts

    def _pour(self, model: type[models.Model], columns: dict[str, Sequence[Any]], **same: Any) -> int:
        count = len(next(iter(columns.values())))
        before, title = self.written, str(model._meta.verbose_name)
        everywhere = {name: [value] * count for name, value in same.items()}
        report = lambda written: self.progress(f"写入{title}", before + written, self.total)  # noqa: E731
        self.written += bulk_insert(model, columns | everywhere, report)
        return count

    def _pks(self, model: type[models.Model], codes: Sequence[str | None], **within: Any) -> list[int | None]:
        known: dict[str | None, int | None] = dict(model._default_manager.filter(**within).values_list("code", "pk"))
        return [known[code] if code else None for code in codes]

    def _of_firms(self, table: str) -> dict[str, Sequence[Any]]:
        columns: dict[str, Sequence[Any]] = dict(self.drawn[table])
        firms = columns.pop("firm")
        return {"enterprise_id": [None if firm is None else self.firms[firm] for firm in firms], **columns}

    def _plain(self, model: type[models.Model], table: str, **same: Any) -> int:
        return self._pour(model, self._of_firms(table), **same)

    def _firms(self) -> int:
        columns: dict[str, Sequence[Any]] = dict(self.drawn["firms"])
        former: dict[int, list[str]] = {}
        for firm, name in zip(self.drawn["former_names"]["firm"], self.drawn["former_names"]["name"], strict=True):
            former.setdefault(firm, []).append(name)
        named = enumerate(zip(columns["name"], columns["uscc"], strict=True))
        columns["id"] = self.firms
        columns["search"] = [search_text(name, former.get(firm, ()), uscc) for firm, (name, uscc) in named]
        columns["region_id"] = self._pks(Region, columns.pop("region"), city=self.city)
        columns["park_id"] = self._pks(Park, columns.pop("park"), city=self.city)
        same = {"city_id": self.city.pk, "source": SOURCE, "changed_at": timezone.now(), "version": 0}
        return self._pour(Enterprise, columns, address="", source_address="", **same)

    def _memberships(self) -> int:
        columns = self._of_firms("memberships")
        columns["chain_id"] = self._pks(Chain, columns.pop("chain"), city=self.city)
        columns["segment_id"] = self._pks(Segment, columns.pop("segment"), city=self.city)
        return self._pour(Membership, columns, version=0)

    def _honours(self) -> int:
        columns = self._of_firms("honours")
        columns["kind_id"] = self._pks(HonourKind, columns.pop("kind"), city=self.city)
        columns["park_id"] = self._pks(Park, columns.pop("park"), city=self.city)
        return self._pour(Honour, columns, city_id=self.city.pk, source_address="", version=0)

    def _statements(self) -> int:
        columns = self._of_firms("statements")
        at, states = columns.pop("at"), columns["state"]
        handed_in = [day if state in DONE else None for day, state in zip(at, states, strict=True)]
        decided = [
            day if state in (ReportState.CONFIRMED, ReportState.RETURNED) else None
            for day, state in zip(at, states, strict=True)
        ]
        returned = ["请核对单位后再报（示例）" if state == ReportState.RETURNED else "" for state in states]
        who = self.account.pk
        columns |= {
            "entered_at": at,
            "submitted_at": handed_in,
            "submitted_by_id": [who if day else None for day in handed_in],
            "decided_at": decided,
            "decided_by_id": [who if day else None for day in decided],
            "return_reason": returned,
        }
        return self._pour(Statement, columns, entered_by_id=who, authors=(who,), note="", version=0)

    def _coverage(self) -> int:
        """Declared complete: what counts, but for purchases and the figures of the last year."""
        whole, figures = (
            (date(YEARS[0], 1, 1), date(YEARS[-1], 12, 31)),
            (date(YEARS[0], 1, 1), date(YEARS[-2], 12, 31)),
        )
        titles = HonourKind.objects.filter(city=self.city).values_list("code", flat=True)
        declared = [("roles", "", whole), ("above_scale", "", whole), ("research_bodies", "", whole)]
        declared += [
            ("awards", "", whole),
            ("lending", "", whole),
            ("arrangements", "", whole),
            *((register, "", whole) for register in ("diagnoses", "assessments", "platform_uses")),
            ("flows", "", (date(BOUGHT[0], 1, 1), date(BOUGHT[-2], 12, 31))),
            ("projects", "", whole),
            ("meetings", "", whole),
            ("work_records", "", whole),
            ("platforms", "", whole),
        ]
        declared += [("statements", "", figures), *(("honours", code, whole) for code in titles)]
        rows = [
            Coverage(
                city=self.city,
                register=register,
                kind=kind,
                period_start=start,
                period_end=end,
                note=SOURCE,
                declared_by=self.account,
            )
            for register, kind, (start, end) in declared
        ]
        return len(Coverage.objects.bulk_create(rows))

    def _firm_with_post(self) -> None:
        """A firm on the first chain is a body with a post, so that a firm can be seen from inside.

        One for which the first district's post answers, that what the firm reports has its reader; an anchor, if any.
        """
        chain = Chain.objects.get(city=self.city, code="auto")
        district = Post.objects.filter(city=self.city, region__isnull=False).order_by("pk").values("region")[:1]
        nearest = models.Case(models.When(region__in=district, then=0), default=1)
        greatest = models.Case(models.When(memberships__role="anchor", then=0), default=1)
        on_chain = Enterprise.objects.filter(city=self.city, outside=False, memberships__chain=chain)
        firm = on_chain.order_by(nearest, greatest, "pk").first()
        if firm is None:
            return
        body = Organization.objects.create(city=self.city, code=FIRM_POST, name=firm.name, kind="enterprise")
        Enterprise.objects.filter(pk=firm.pk).update(organization=body)
        rank = Rank.objects.get(city=self.city, code="firm")
        post = Post.objects.create(
            city=self.city, code=FIRM_POST, name=f"{firm.name}填报岗", rank=rank, organization=body
        )
        post.chains.add(chain)
