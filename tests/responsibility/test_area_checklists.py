"""What each area must have, answered by the area itself; old folders without such items load as before."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from lianzhang.plans.api import load_folder, read_folder, record_checklist_item
from lianzhang.plans.models import ChecklistItem, ChecklistRecord, Plan
from tests.conftest import XIANGYANG
from tests.plans.folders import BEFORE, LINHAI

from .world import Town, client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    return Town()


def item_of(town: Town, **more: object) -> ChecklistItem:
    return ChecklistItem.objects.create(plan=town.plan, code="mechanism", name="工作机制", of="area", **more)


def test_a_district_answers_its_own_item_and_no_other(town: Town) -> None:
    item, (own, other) = item_of(town), town.districts
    given = {"item": item, "title": "机制", "date": date(2022, 3, 1), "source": "文", "by": town.district_accounts[0]}
    assert record_checklist_item(region=own, **given).place == own
    with pytest.raises(ValidationError):
        record_checklist_item(region=other, **given)
    with pytest.raises(ValidationError, match="到那里登记"):
        record_checklist_item(chain=town.chains[0], **given)
    with pytest.raises(PermissionDenied):
        record_checklist_item(region=own, **given | {"by": town.bureau_account, "title": "另一份"})
    with pytest.raises(ValidationError, match="已登记"):
        record_checklist_item(region=own, **given)
    assert ChecklistRecord.objects.count() == 1


def test_the_grid_tells_who_has_what_and_the_area_records_it_there(town: Town) -> None:
    item_of(town)
    own = town.districts[0]
    district, address = client_of(town.district_accounts[0]), f"/area-checklists/{own.code}/mechanism/"
    refused = district.post(address, {"title": "机制方案", "date": "", "source": "文号"})
    assert refused.status_code == 422
    assert "机制方案" in refused.text
    assert district.post(address, {"title": "机制方案", "date": "2022-03-01", "source": "文号"}).status_code == 302
    grid = client_of(town.office).get("/area-checklists/", {"at": "2022-12-31"}).context["grid"]
    assert {line.region: line.there for line in grid.lines} == {own: 1, town.districts[1]: 0}
    before = client_of(town.office).get("/area-checklists/", {"at": "2022-01-01"}).context["grid"]
    assert before.silent == 2
    other = f"/area-checklists/{town.districts[1].code}/"
    assert f"{other}mechanism/" not in district.get(other).text
    assert district.post(f"{other}mechanism/", {"title": "a", "date": "2022-03-01", "source": "b"}).status_code == 403
    row = ChecklistRecord.objects.get()
    assert client_of(town.office).get(f"/checklist-records/{row.pk}/").status_code == 200
    assert client_of(town.office).get("/area-checklists/export.xlsx").status_code == 200
    assert client_of(town.user_as("bank")).get("/area-checklists/").status_code == 403


def test_a_folder_says_which_items_are_of_areas_and_old_ones_stay_as_they_are(tmp_path: Path) -> None:
    for each in (BEFORE, LINHAI):
        load_folder(each, by="tests")
    assert set(ChecklistItem.objects.values_list("of", flat=True)) == {"chain"}
    folder = shutil.copytree(XIANGYANG, tmp_path / XIANGYANG.name)
    code = next(line.split(",")[0] for line in (folder / "regions.csv").read_text("utf-8-sig").splitlines()[2:])
    records = folder / "checklist_records.csv"
    head, *rows = records.read_text("utf-8-sig").splitlines()
    rows = [f"{row}," for row in rows]
    records.write_text("\n".join([f"{head},region", *rows, f"area_plan,,方案,2021-09-01,文件,{code}"]), "utf-8")
    load_folder(folder, by="tests")
    plan = Plan.objects.get(code=XIANGYANG.name)
    assert ChecklistRecord.objects.get(item__plan=plan, item__of="area").region.code == code  # type: ignore[union-attr]
    assert not load_folder(folder, by="tests").changes
    records.write_text("\n".join([f"{head},region", *rows, "area_plan,auto,方案,2021-09-01,文件,"]), "utf-8")
    _, problems = read_folder(folder)
    assert {(each.file, each.column) for each in problems} == {
        ("checklist_records.csv", "region"),
        ("checklist_records.csv", "chain"),
    }
