"""The public list of real firms: loaded once, sourced, apart from the made-up city, and never over what people did."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings as house

from lianzhang.enterprises.models import Enterprise, Membership
from lianzhang.honours.models import Honour
from lianzhang.plans.models import Plan
from lianzhang.records.models import AuditEvent
from lianzhang.registry.models import Coverage, Region
from lianzhang.sample.listed.loading import ListRefused, load_list
from lianzhang.sample.purging import purge_city

pytestmark = pytest.mark.django_db

XIANGYANG = house.ROOT / "registers" / "xiangyang"


def table(name: str) -> list[dict[str, str]]:
    with (XIANGYANG / f"{name}.csv").open(encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def test_each_title_is_there_as_often_as_in_the_table(xiangyang: Plan) -> None:
    load_list(XIANGYANG, by="tests")
    wanted = Counter(row["kind"] for row in table("honours") if row["kind"] and row["year"])
    assert Counter(Honour.objects.values_list("kind__code", flat=True)) == wanted
    assert Enterprise.objects.count() == len(table("firms"))


def test_loaded_a_second_time_it_changes_nothing(xiangyang: Plan) -> None:
    first = load_list(XIANGYANG, by="tests")
    again = load_list(XIANGYANG, by="tests")
    assert again.unchanged
    assert again.unplaced == first.unplaced
    assert AuditEvent.objects.filter(action="firms.load").count() == 1


def test_every_row_says_where_it_is_from_and_who_placed_it(xiangyang: Plan) -> None:
    load_list(XIANGYANG, by="tests")
    assert not Enterprise.objects.exclude(source__startswith="公开名录：").exists()
    assert not Honour.objects.exclude(source__startswith="公开名录：").exists()
    read_so = {row["name"] for row in table("firms") if row["basis"] == "reading"}
    told = Membership.objects.filter(source__contains="归链是整理时的判读").values_list("enterprise__name", flat=True)
    assert set(told) == read_so
    assert not Coverage.objects.exists()


def test_a_role_counts_from_the_end_of_the_year_that_the_page_names(xiangyang: Plan) -> None:
    load_list(XIANGYANG, by="tests")
    (anchor,) = Membership.objects.filter(role="anchor")
    assert str(anchor.starts) == "2024-12-31"
    assert str(anchor.enterprise) == "东风汽车股份有限公司"
    before = Membership.objects.get(enterprise=anchor.enterprise, role="other")
    assert before.ends == anchor.starts


def test_what_people_changed_or_took_out_stays_so(xiangyang: Plan) -> None:
    load_list(XIANGYANG, by="tests")
    firm, gone = Enterprise.objects.filter(honours__isnull=False).order_by("pk").distinct()[:2]
    Enterprise.objects.filter(pk=firm.pk).update(name="换了名字的企业")
    gone.honours.all().delete()
    gone.memberships.all().delete()
    again = load_list(XIANGYANG, by="tests")
    assert again.unchanged
    assert (firm.name, "以前载入过，后来在系统里改了名；请在系统里核对") in again.unplaced
    firm.refresh_from_db()
    assert firm.name == "换了名字的企业"


def test_a_fault_anywhere_and_nothing_is_written(xiangyang: Plan, tmp_path: Path) -> None:
    for file in XIANGYANG.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "firms.csv").write_text("name,region,chain,told\n甲厂,nowhere,auto,说过\n", encoding="utf-8")
    with pytest.raises(ListRefused) as caught:
        load_list(tmp_path, by="tests")
    assert {(problem.file, problem.column) for problem in caught.value.problems} >= {("firms.csv", "basis")}
    assert not Enterprise.objects.exists()


def test_purging_the_made_up_city_leaves_them(xiangyang: Plan, sample_town: Region) -> None:
    load_list(XIANGYANG, by="tests")
    before = set(Enterprise.objects.filter(city=xiangyang.city)), set(Honour.objects.filter(city=xiangyang.city))
    purge_city(by="tests")
    assert (set(Enterprise.objects.all()), set(Honour.objects.all())) == before
