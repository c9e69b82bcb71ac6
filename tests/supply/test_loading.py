"""Purchases by the million: read from any kind of file, refused row by row, gone on with where a load stopped."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner

from lianzhang.enterprises.api import revision
from lianzhang.records.models import AuditEvent
from lianzhang.supply.models import Purchase
from lianzhang.supply.purchases import load_actions
from lianzhang.supply.purchases.load_commands import purchases
from lianzhang.supply.purchases.loading import running
from lianzhang.supply.purchases.loading.reading import FileUnreadable
from lianzhang.supply.purchases.loading.running import Loaded, load_purchases
from lianzhang.supply.sheets.purchases import COLUMNS
from tests.exchange.uploads import sheet_of

from .world import SupplyCity

pytestmark = pytest.mark.django_db
HEADS = ("企业", "时期", "采购的东西", "产品", "供应商", "供应商所在地", "金额（万元）", "占同类采购（%）", "来源")


@pytest.fixture
def city() -> SupplyCity:
    return SupplyCity()


def rows(city: SupplyCity, count: int = 5, **more: str) -> list[dict[str, str]]:
    given = {"企业": city.anchor.name, "时期": "2022", "产品": "", "供应商": city.STRANGER, "供应商所在地": "武汉市"}
    given |= {"金额（万元）": "12.5", "占同类采购（%）": "", "来源": "台账"} | more
    return [given | {"采购的东西": f"件{number}"} for number in range(count)]


def csv_in(folder: Path, lines: list[dict[str, str]], encoding: str = "utf-8-sig") -> Path:
    file = folder / "采购.csv"
    with file.open("w", encoding=encoding, newline="") as out:
        writer = csv.DictWriter(out, HEADS, restval="")
        writer.writeheader()
        writer.writerows(lines)
    return file


def loaded(city: SupplyCity, file: Path, **more: Any) -> Loaded:
    return load_purchases(file, city.region, file.with_name("错误.csv"), by="命令行", **more)


def faults(file: Path) -> list[list[str]]:
    with file.with_name("错误.csv").open(encoding="utf-8-sig", newline="") as report:
        return list(csv.reader(report))[1:]


@pytest.mark.parametrize("kind", ["utf-8-sig", "gb18030", "parquet", "xlsx"])
def test_any_kind_of_file_is_read_alike(city: SupplyCity, tmp_path: Path, kind: str) -> None:
    lines = rows(city, 3, 产品="压铸铝件", **{"金额（万元）": "1234.5"})
    if kind == "xlsx":
        file = tmp_path / "采购.xlsx"
        file.write_bytes(sheet_of(*lines, name="采购", above=["某公司采购台账"]))
    elif kind == "parquet":
        source, file = csv_in(tmp_path, lines), tmp_path / "采购.parquet"
        duckdb.sql(f"COPY (SELECT * FROM read_csv('{source}', header=true)) TO '{file}' (FORMAT parquet)")
    else:
        file = csv_in(tmp_path, lines, kind)
    done = loaded(city, file)
    assert (done.rows, done.written, done.faulty) == (3, 3, 0)
    row = Purchase.objects.order_by("pk")[0]
    assert (row.customer, row.supplier_name, row.supplier_place) == (city.anchor, city.STRANGER, "武汉市")
    assert (row.product, row.value, row.item, row.authors) == (city.casting, Decimal("1234.50"), "件0", ())


def test_cells_are_read_in_the_order_of_the_sheets_columns() -> None:
    assert [column.key for column in COLUMNS] == [
        *("uscc", "firm_name", "period", "item", "product", "supplier_uscc", "supplier", "supplier_place", "value"),
        *("quantity", "unit", "share", "contract_end", "stock_days", "source"),
    ]


def test_a_row_in_fault_is_reported_with_its_number_and_the_rest_is_loaded(city: SupplyCity, tmp_path: Path) -> None:
    bad = [
        {"企业": "火箭厂"},
        {"供应商": ""},
        {"供应商": city.anchor.name},
        {"产品": "火箭"},
        {"占同类采购（%）": "130"},
        {"时期": "2022年上半年"},
        {"金额（万元）": "很多"},
        {"来源": ""},
        {"时期": "2999"},
    ]
    file = csv_in(tmp_path, [*rows(city, 2), *(rows(city, 1)[0] | {"采购的东西": "坏"} | each for each in bad)])
    done = loaded(city, file)
    assert (done.written, done.faulty) == (2, len(bad))
    told = faults(file)
    assert [row[0] for row in told] == [str(number) for number in range(4, 4 + len(bad))]
    words = (
        *("名录里没有", "没有写供应商", "自己", "产品目录里没有", "0到100", "按年、季度、月", "读不成", "不能为空"),
        "还没有开始",
    )
    for word, (_, _, reason) in zip(words, told, strict=True):
        assert word in reason


def test_what_stands_there_is_not_written_twice_nor_over(city: SupplyCity, tmp_path: Path) -> None:
    city.bought_from_stranger(item="件0", value=Decimal("12.5"))
    city.bought_from_stranger(item="件1", value=Decimal(99))
    lines = rows(city, 3)
    done = loaded(city, csv_in(tmp_path, [*lines, lines[2]]))
    assert (done.written, done.same, done.faulty) == (1, 2, 1)
    assert "金额是99万元" in faults(tmp_path / "采购.csv")[0][2]
    assert Purchase.objects.count() == 3


def test_a_stopped_load_goes_on_with_the_part_in_which_it_stopped(
    city: SupplyCity, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = rows(city, 10)
    lines[1]["来源"] = lines[7]["来源"] = ""
    file, parts = csv_in(tmp_path, lines), []
    write = load_actions.write_part

    def stop_in_third(**given: Any) -> None:
        parts.append(given["until"])
        if len(parts) == 3:
            raise KeyboardInterrupt
        write(**given)

    monkeypatch.setattr(running, "write_part", stop_in_third)
    with pytest.raises(KeyboardInterrupt):
        loaded(city, file, part=3)
    assert Purchase.objects.count() == 5
    monkeypatch.setattr(running, "write_part", write)
    done = loaded(city, file, part=3)
    assert (done.before, done.rows, done.written) == (7, 4, 3)
    assert Purchase.objects.count() == 8
    assert [row[0] for row in faults(file)] == ["3", "9"]
    again = loaded(city, file, part=3)
    assert (again.rows, again.written) == (0, 0)


def test_each_part_is_told_once_and_moves_the_register(city: SupplyCity, tmp_path: Path) -> None:
    before = revision(city.region.pk)
    loaded(city, csv_in(tmp_path, rows(city, 5)), part=2)
    events = AuditEvent.objects.filter(action="purchase.load").order_by("pk")
    assert [event.facts["through"] for event in events] == [3, 5, 6]
    assert revision(city.region.pk) != before


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("采购.txt", b"x", "只能装入"),
        ("采购.csv", "企业,金额\n甲,1\n".encode(), "没有这几列"),
        ("采购.csv", "企业,企业名称\n甲,乙\n".encode(), "有两列"),
        ("采购.parquet", b"PAR1", "读不出来"),
        ("采购.xlsx", b"PK\x03\x04", "工作簿"),
    ],
)
def test_a_file_that_is_none_is_refused_as_a_whole(
    city: SupplyCity, tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(FileUnreadable, match=words):
        loaded(city, file)


def test_the_command_says_what_it_did_and_where_the_faults_are(city: SupplyCity, tmp_path: Path) -> None:
    file = csv_in(tmp_path, [*rows(city, 2), rows(city, 1)[0] | {"来源": ""}])
    result = CliRunner().invoke(purchases, ["load", str(file), "--city", city.region.code])
    assert result.exit_code == 1
    assert "装入2条采购" in result.output
    assert (tmp_path / "采购.错误.csv").exists()
