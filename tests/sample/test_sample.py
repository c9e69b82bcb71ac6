"""示例市: the same each time, plainly made up, whole, and gone without a trace."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings as house
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Count, F, Sum
from django.test.utils import CaptureQueriesContext
from stdnum.cn import uscc

from lianzhang.access.row_policy import visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise, FormerName, Membership
from lianzhang.enterprises.revisions import revision
from lianzhang.honours.models import Honour
from lianzhang.plans.api import State
from lianzhang.plans.evaluating import evaluate_plan
from lianzhang.plans.folder import read_folder
from lianzhang.plans.models import Plan
from lianzhang.records.models import Attachment, AuditEvent
from lianzhang.registry.models import Coverage, Region
from lianzhang.sample.folder import write_folder
from lianzhang.sample.place import SCALES, Place, place_of
from lianzhang.sample.presence import CITY
from lianzhang.sample.purging import purge_city
from lianzhang.sample.random_draws import draw, fingerprint
from lianzhang.sample.writing import make_city
from lianzhang.statements.models import Statement

TEMPLATE = house.PLAN_FOLDERS / "xiangyang-2021-2023"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    folder, problems = read_folder(write_folder(TEMPLATE, tmp_path_factory.mktemp("var") / "shili-2021-2023"))
    assert problems == []
    return place_of(folder)


# --- drawn


def test_the_same_seed_gives_the_same_city_and_another_another(place: Place) -> None:
    one, again, other = (fingerprint(draw(place, SCALES["town"], seed)) for seed in (1, 1, 2))
    assert one == again
    assert one != other


def test_the_plan_is_written_the_same_each_time_and_names_no_real_place(tmp_path: Path) -> None:
    one, other = (write_folder(TEMPLATE, tmp_path / side / "shili-2021-2023") for side in ("one", "other"))
    files = sorted(path.name for path in one.iterdir())
    assert files == sorted(path.name for path in other.iterdir())
    for name in files:
        text = (one / name).read_text(encoding="utf-8")
        assert text == (other / name).read_text(encoding="utf-8")
        assert not re.search("襄阳|襄城|樊城|湖北|武汉", text), name


def test_its_amounts_are_those_of_a_city(place: Place) -> None:
    drawn = draw(place, SCALES["city"], 1)
    statements = drawn["statements"]
    whole = [
        (firm, output)
        for firm, start, end, output in zip(
            *(statements[name] for name in ("firm", "period_start", "period_end", "output")), strict=True
        )
        if (start.isoformat(), end.isoformat()) == ("2023-01-01", "2023-12-31")
    ]
    on_chains = set(drawn["memberships"]["firm"])
    total = sum(output for firm, output in whole if firm in on_chains) / 10_000
    assert 5_000 < total < 6_000  # 亿元
    outputs = sorted((output for _, output in whole), reverse=True)
    assert sum(outputs[: len(outputs) // 10]) > sum(outputs) / 2  # a tenth of the firms makes more than half


@pytest.mark.parametrize("scale", ["town", "city"])
def test_no_firm_is_counted_for_more_than_the_whole(place: Place, scale: str) -> None:
    rows = draw(place, SCALES[scale], 1)["memberships"]
    shares: dict[Any, int] = {}
    for firm, starts, share in zip(rows["firm"], rows["starts"], rows["share"], strict=True):
        shares[firm, starts] = shares.get((firm, starts), 0) + share
    assert max(shares.values()) == 100


# --- loaded


@pytest.mark.django_db
def test_everything_in_it_is_marked_and_reads_as_made_up(sample_town: Region) -> None:
    assert sample_town.fictitious
    assert all(Region.objects.filter(parent=sample_town).values_list("fictitious", flat=True))
    names = [*Enterprise.objects.values_list("name", flat=True), *FormerName.objects.values_list("name", flat=True)]
    assert all("示例" in name for name in names)
    codes = Enterprise.objects.exclude(uscc="").values_list("uscc", flat=True)
    assert all(uscc.is_valid(code) and code.startswith("91999900") for code in codes)
    assert Enterprise.objects.filter(contacts__phone__startswith="000-").exists()
    assert not Enterprise.objects.filter(contacts__isnull=False).exclude(contacts__phone__startswith="000-").exists()


@pytest.mark.django_db
def test_it_has_what_every_page_shows(sample_town: Region) -> None:
    roles = {row["role"]: row["n"] for row in Membership.objects.values("role").annotate(n=Count("pk"))}
    assert set(roles) == {"anchor", "core", "key_supplier", "other"}
    assert set(Statement.objects.values_list("state", flat=True)) >= {"confirmed", "submitted"}
    assert Statement.objects.filter(cost__gt=F("revenue")).exists()
    assert Enterprise.objects.filter(outside=True).exists()
    assert Enterprise.objects.filter(uscc="").exists()
    assert set(Coverage.objects.values_list("register", flat=True)) >= {"roles", "statements", "above_scale"}
    assert revision(sample_town.pk) is not None
    total = Statement.objects.filter(period_start="2023-01-01", period_end="2023-12-31").aggregate(sum=Sum("output"))
    assert total["sum"] > Decimal(10_000_000)


@pytest.mark.django_db
def test_its_titles_are_those_of_the_catalogue(sample_town: Region) -> None:
    assert not Honour.objects.exclude(kind__city=sample_town).exists()
    assert not Honour.objects.filter(enterprise__founded__gt=F("granted")).exists()


@pytest.mark.django_db
def test_nearly_all_of_its_targets_are_judged_by_what_is_recorded(sample_town: Region) -> None:
    plan = Plan.objects.get(city=sample_town)
    standings = evaluate_plan(plan, plan.ends)
    judged = {standing.target.code for standing in standings if standing.evaluation.state is not State.UNKNOWN}
    assert len(standings) == 59
    assert len(judged) >= 54, sorted({standing.target.code for standing in standings} - judged)
    assert {"chain_dispatch", "city_bulletin", "city_annual_meeting", "tech_upgrade_projects"} <= judged


def test_its_own_posts_see_it_and_a_firm_sees_itself(sample_town: Region, account: Callable[..., User]) -> None:
    assert visible(account("office", sample_town), Enterprise).count() == Enterprise.objects.count()
    (own,) = visible(account("enterprise", sample_town), Enterprise)
    assert visible(account("enterprise", sample_town), Statement).filter(enterprise=own).exists()


@pytest.mark.django_db
def test_the_database_counts_its_tables_before_a_rate_is_looked_up(settings: Any, tmp_path: Path) -> None:
    """Within one transaction nothing else does: on tables held to be empty PostgreSQL took over half an hour."""
    settings.VAR = tmp_path
    with CaptureQueriesContext(connection) as queries:
        make_city(scale="town", seed=1, by="tests")
    asked = [each["sql"] for each in queries]
    shares = re.compile(r'SELECT .*"enterprises_membership"\."share".* FROM "enterprises_membership" INNER JOIN')
    first = next(number for number, sql in enumerate(asked) if shares.match(sql))
    assert "ANALYZE" in asked[:first]


@pytest.mark.django_db
def test_a_second_city_is_refused_with_the_way_out(sample_town: Region) -> None:
    with pytest.raises(ValidationError, match="lianzhang sample purge"):
        make_city(scale="town", seed=2, by="tests")
    assert Plan.objects.count() == 1


# --- purged


def counts() -> dict[str, int]:
    models = apps.get_models(include_auto_created=True)
    return {model._meta.label: model._default_manager.count() for model in models if model is not AuditEvent}


@pytest.mark.django_db
def test_purged_it_leaves_every_table_as_it_was(
    xiangyang: Plan, account: Callable[..., User], settings: Any, tmp_path: Path
) -> None:
    settings.VAR = tmp_path
    office = account("office")
    before = counts()
    make_city(scale="town", seed=1, by="tests")
    city = Region.objects.get(code=CITY)
    account("office", city)
    account("enterprise", city)
    firm = Enterprise.objects.filter(city=city)[0]
    paper = {"name": "a.pdf", "kind": "pdf", "size": 1, "by": "试验", "account": "x", "at": "2024-01-01T00:00:00Z"}
    Attachment.objects.create(subject=f"enterprises.Enterprise:{firm.pk}", sha256="a" * 64, **paper)
    kept = Attachment.objects.create(subject=f"plans.Plan:{xiangyang.pk}", sha256="b" * 64, **paper)
    attached = Attachment.objects.exclude(pk=kept.pk).count()
    told = purge_city(by="tests")
    assert told["企业"] > 60
    assert told["附件"] == attached
    kept.delete()
    User.objects.filter(username="enterprise").delete()
    assert counts() == before
    assert office.assignments.get(post__city=xiangyang.city)
    assert not (tmp_path / "sample" / "shili-2021-2023").exists()


@pytest.mark.django_db
def test_purged_the_log_stays(sample_town: Region) -> None:
    purge_city(by="tests")
    assert list(AuditEvent.objects.order_by("pk").values_list("action", flat=True)) == [
        "plans.load",
        "sample.make",
        "sample.purge",
    ]


@pytest.mark.django_db
def test_there_is_nothing_to_purge_where_it_never_was() -> None:
    with pytest.raises(ValidationError, match="没有示例市"):
        purge_city(by="tests")
