"""The pages as one who may do everything sees them: how long the server takes, how many queries it makes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench.figures import FICTITIOUS
from bench.measuring import Measure, milliseconds
from lianzhang.accounts.models import User
from lianzhang.config.demonstration import DEMONSTRATORS, assign_demonstrator
from lianzhang.kernel.sheets import write_workbook
from lianzhang.kernel.templatetags.kept import FRAGMENTS
from lianzhang.plans.models import Plan
from lianzhang.plans.observations.places import Places
from lianzhang.plans.observations.sheets import fill_in_sheet, subject_labels

REQUESTS = 20
IMPORT_PREVIEW = "import preview"


@dataclass(frozen=True)
class Page:
    name: str
    address: str
    limit: int = 100  # milliseconds


class Pages:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.client = Client(SERVER_NAME="localhost")
        self.client.force_login(reader_of(plan))
        self.all = list(_addresses(plan))

    def times(self, note: str, requests: int = REQUESTS, *, limited: bool = True) -> Iterator[Measure]:
        """The median of server time, page by page."""
        for page in self.all:
            time = milliseconds(partial(self.get, page), rounds=requests)
            yield Measure(f"page {page.name}", time, "ms", page.limit if limited else None, note)

    def queries(self) -> dict[str, int]:
        """With nothing kept of the page's parts: what is kept is asked again where rows come.

        Each page is asked for once before: who comes first after an act evaluates the plan for all.
        """
        counts = {}
        for page in self.all:
            self.get(page)
            FRAGMENTS.answers.clear()
            with CaptureQueriesContext(connection) as captured:
                self.get(page)
            counts[page.name] = len(captured)
        return counts

    def get(self, page: Page) -> None:
        response = self.client.get(page.address)
        if response.status_code != 200:
            raise RuntimeError(f"{page.address} answered {response.status_code}")

    def preview(self, rows: int) -> None:
        """Upload a sheet of `rows` figures; its preview is a page from now on, in place of an earlier one."""
        file = SimpleUploadedFile("bench.xlsx", _filled_sheet(self.plan, rows))
        response = self.client.post(reverse("observation_import"), {"file": file})
        self.all = [page for page in self.all if page.name != IMPORT_PREVIEW]
        self.all.append(Page(IMPORT_PREVIEW, response["Location"]))


def reader_of(plan: Plan) -> User:
    """An account of the chain office: it sees all and may open every page."""
    office = next(who for who in DEMONSTRATORS if who.role == "chain_office")
    user, _ = User.objects.get_or_create(username="bench-reader", defaults={"label": FICTITIOUS})
    assign_demonstrator(user, office, plan.city)
    return user


def _addresses(plan: Plan) -> Iterator[Page]:
    target = plan.targets.annotate(figures=Count("observations")).order_by("-figures", "order")[0]
    duty, chain, figure = plan.duties.all()[0], plan.chains.all()[0], plan.observations.order_by("pk")[0]
    for name in ("desk", "city", "plan", "outcome", "chains", "observations"):
        yield Page(name, reverse(name))
    yield Page("target", reverse("target", args=[target.code]))
    for each in plan.targets.filter(scope_kind="each_chain")[:1]:
        yield Page("target, each chain", reverse("target", args=[each.code]))
    yield Page("duty", reverse("duty", args=[duty.code]))
    yield Page("chain", reverse("chain", args=[chain.code]))
    yield Page("observation", reverse("observation", args=[figure.pk]))
    yield Page("source", reverse("source", args=[figure.source_id]))
    yield Page("search", reverse("search") + "?" + urlencode({"q": "产业"}))


def _filled_sheet(plan: Plan, rows: int) -> bytes:
    sheet = fill_in_sheet(plan, Places(plan))
    return write_workbook(sheet, islice(_lines(plan), rows))


def _lines(plan: Plan) -> Iterator[dict[str, Any]]:
    """Lines of a sheet as a clerk would fill it: every target in turn, one month after the other."""
    labels = [label for code, label in subject_labels(plan) if not code.startswith("duty:")]
    units = list(plan.targets.order_by("order").values_list("unit", flat=True))
    value = 0
    while True:
        for label, unit in zip(labels, units, strict=True):
            value += 1
            period = f"{plan.starts.year + value % 3}-{value % 12 + 1:02}"
            yield {
                "subject": label,
                "relation": "直接",
                "value": str(value),
                "unit": unit,
                "period": period,
                "source_title": FICTITIOUS,
                "note": FICTITIOUS,
            }
