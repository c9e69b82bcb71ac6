"""Segments and titles in a plan's folder: what is wrong is told at its place, what is right becomes the city's rows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from lianzhang.kernel.sheets import Problem
from lianzhang.plans.folder import read_folder
from lianzhang.plans.loading import load_folder
from lianzhang.plans.models import Plan
from lianzhang.registry.models import HonourKind, HonourRule, HonourWindow, Region, Segment, SegmentLink

from .folders import BEFORE, LINHAI, append, copy_of, edit
from .loads import changes, dump, refusal

# The file, what stands there, what is put instead, the column, a part of the message.
FAULTS = [
    ("segments.csv", "petro-resin,合成树脂,petro", "petro-resin,合成树脂,petrol", "chain", "是不是“petro”"),
    ("segments.csv", "芳烃联合,petro,基础化工,2", "芳烃联合,petro,基础化工,3", "place", "第3行的次序是 2"),
    ("segments.csv", "合成树脂,petro,合成材料,3", "合成树脂,petro,合成材料,2", "stage", "第3行是“基础化工”"),
    ("segments.csv", "合成材料,3", "合成材料,0", "place", "范围"),
    ("segments.csv", "strengthen,乙烯;裂解", "stronger,乙烯;裂解", "strategy", "strengthen（强链）"),
    ("segments.csv", "对二甲苯;芳烃", "芳烃；芳烃", "keywords", "写了两次"),
    ("segments.csv", "5532;5941", "5532;5999", "industries", "没有“5999”"),
    ("segments.csv", "5532;5941", "5532;C5941", "industries", "没有“C5941”"),
    ("segment_links.csv", "petro-oil,petro-crack", "petro-oil,petro-crak", "downstream", "是不是“petro-crack”"),
    ("segment_links.csv", "petro-oil,petro-crack", "petro-crack,petro-oil", "downstream", "请对调上下游"),
    ("segment_links.csv", "petro-oil,petro-crack", "petro-oil,petro-oil", "downstream", "不能连到自己"),
    ("segment_links.csv", "bio-strain,bio-ferment", "petro-oil,petro-crack", "upstream", "与第2行重复"),
    ("honours.csv", "firm,prov-giant,24", "firm,prov-gaint,24", "ladder", "是不是“prov-giant”"),
    ("honours.csv", "firm,,36,36", "firm,city-seed,36,36", "ladder", "级别更低"),
    ("honours.csv", "（虚构）,firm,champions,36,36", "（虚构）,firm,prov-giant,36,36", "ladder", "这个称号自己"),
    ("honours.csv", ",prov-giant,2024-07-01", ",,2024-07-01", "renamed_to", "改成了哪个"),
    ("honours.csv", "（虚构）,firm,prov-giant,24", "（虚构）,firm,prov-giant,0", "valid_months", "范围"),
    ("honours.csv", "municipal", "town", "level", "municipal（市级）"),
    ("honour_rules.csv", "age_years,>=,2", "age_yeers,>=,2", "item", "可选"),
    ("honour_rules.csv", "age_years,>=,2", "age_years,~,2", "comparator", "可选"),
    ("honour_rules.csv", "age_years,>=,2", "age_years,,2", "comparator", "要求"),
    ("honour_rules.csv", "age_years,>=,2", "age_years,>=,", "value", "请写数值"),
    ("honour_rules.csv", "age_years,>=,2,", "age_years,>=,2.00001,", "value", "4位小数"),
    ("honour_rules.csv", "age_years,>=,2,,", "age_years,>=,2,champions,", "holds", "请删去"),
    ("honour_rules.csv", "holds,,,prov-giant", "holds,,,", "holds", "编号"),
    ("honour_rules.csv", "holds,,,prov-giant", "holds,,,champions", "holds", "请写另一个"),
    ("honour_rules.csv", "holds,,,prov-giant", "above_scale,>=,3,", "value", "请删去数值"),
    ("honour_rules.csv", "prov-giant,2,revenue", "prov-giant,1,revenue", "honour", "与第2行重复"),
    ("honour_windows.csv", "2024-06-15", "2024-04-15", "closes", "早于开始"),
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copy_of(LINHAI, tmp_path)


def problems_of(folder: Path) -> list[Problem]:
    return read_folder(folder)[1]


@pytest.mark.parametrize(("file", "old", "new", "column", "part"), FAULTS)
def test_a_fault_is_told_at_its_place(folder: Path, file: str, old: str, new: str, column: str, part: str) -> None:
    line = (folder / file).read_text("utf-8").partition(old)[0].count("\n") + 1
    edit(folder, file, old, new)
    told = [problem for problem in problems_of(folder) if (problem.file, problem.column) == (file, column)]
    assert told, [str(problem) for problem in problems_of(folder)]
    assert part in told[0].message
    assert told[0].row == line


def test_a_circle_of_links_is_refused_with_the_way_round(folder: Path) -> None:
    append(folder, "segment_links.csv", "petro-crack,petro-aromatic")
    assert problems_of(folder) == []
    append(folder, "segment_links.csv", "petro-aromatic,petro-crack")
    (problem,) = problems_of(folder)
    assert (problem.file, problem.row, problem.column) == ("segment_links.csv", 16, "downstream")
    way = "乙烯裂解 → 芳烃联合 → 乙烯裂解"
    assert way in problem.message or "芳烃联合 → 乙烯裂解 → 芳烃联合" in problem.message


def test_a_link_between_chains_may_lead_anywhere(folder: Path) -> None:
    append(folder, "segment_links.csv", "display-module,petro-oil")
    assert problems_of(folder) == []


@pytest.mark.parametrize(
    ("column", "old", "new", "back"),
    [
        ("ladder", "firm,champions,36,,prov", "firm,prov-two,36,,prov", "firm,prov-hidden,,,,,"),
        ("renamed_to", ",prov-giant,2024-07-01", ",prov-two,2024-07-01", "firm,,,,prov-hidden,,"),
    ],
)
def test_titles_that_lead_round_in_a_circle_are_refused_with_the_way(
    folder: Path, column: str, old: str, new: str, back: str
) -> None:
    edit(folder, "honours.csv", old, new)
    append(folder, "honours.csv", f"prov-two,省级另一称号,provincial,,{back}")
    (problem,) = problems_of(folder)
    assert (problem.file, problem.row, problem.column) == ("honours.csv", 7, column)
    assert "绕成了一圈" in problem.message
    assert "省级隐形冠军 → 省级另一称号" in problem.message


def test_a_folder_without_these_tables_loads(folder: Path, db: None) -> None:
    for name in ("segments", "segment_links", "honours", "honour_rules", "honour_windows"):
        (folder / f"{name}.csv").unlink()
    load_folder(BEFORE, by="试验")
    load_folder(folder, by="试验")
    assert not Segment.objects.exists()
    assert not HonourKind.objects.exists()


@pytest.mark.django_db
class TestLoading:
    @pytest.fixture
    def loaded(self, folder: Path) -> Path:
        load_folder(BEFORE, by="试验")
        load_folder(folder, by="试验")
        return folder

    def test_segments_lie_in_the_order_of_the_table_with_their_links(self, loaded: Path) -> None:
        rows = Segment.objects.filter(chain__code="petro").order_by("order")
        assert [(row.code, row.place, row.strategy) for row in rows] == [
            ("petro-oil", 1, ""),
            ("petro-crack", 2, "strengthen"),
            ("petro-aromatic", 2, ""),
            ("petro-resin", 3, ""),
            ("petro-film", 4, "fill"),
        ]
        film = Segment.objects.get(code="petro-film")
        assert (film.keywords, film.industries) == ("聚酯薄膜;光学膜", "2921")
        assert {link.upstream.code for link in film.inputs.all()} == {"petro-resin", "petro-aromatic"}
        assert [link.downstream.code for link in film.outputs.all()] == ["display-film"]

    def test_titles_climb_their_ladder_and_go_on_under_another_name(self, loaded: Path) -> None:
        giant = HonourKind.objects.get(code="prov-giant")
        assert giant.ladder == HonourKind.objects.get(code="champions")
        assert (giant.level, giant.subject, giant.valid_months, giant.review_months) == ("provincial", "firm", 36, 36)
        hidden = giant.former_names.get()
        assert (hidden.code, hidden.renamed_on) == ("prov-hidden", date(2024, 7, 1))
        assert [(rule.item, rule.comparator, rule.value) for rule in giant.rules.all()] == [
            ("age_years", ">=", 2),
            ("revenue", ">=", 5000),
            ("research_share", ">=", Decimal("2.5")),
        ]
        (window,) = giant.windows.all()
        assert (window.opens, window.closes) == (date(2024, 5, 1), date(2024, 6, 15))

    def test_loading_the_same_rows_again_changes_none_of_them(self, loaded: Path) -> None:
        before = dump()
        Plan.objects.update(content_hash="")
        assert load_folder(loaded, by="试验").changes == ()
        assert dump() == before

    def test_a_diff_names_each_change(self, loaded: Path) -> None:
        edit(loaded, "segments.csv", "聚酯薄膜;光学膜", "聚酯薄膜")
        edit(loaded, "segment_links.csv", "bio-strain,bio-ferment\n", "")
        edit(loaded, "honour_rules.csv", "revenue,>=,5000", "revenue,>=,4000")
        edit(loaded, "honour_windows.csv", "2024-06-15", "2024-06-30")
        assert changes(loaded) == {
            ("segments", "changed", "petro-film", "关键词", "聚酯薄膜;光学膜", "聚酯薄膜"),
            ("segment_links", "removed", "bio-strain bio-ferment", "", "", ""),
            ("honour_rules", "changed", "prov-giant 2", "数值", "5000", "4000"),
            ("honour_windows", "changed", "prov-giant 2024-05-01", "截止", "2024-06-15", "2024-06-30"),
        }

    def test_a_segment_goes_with_its_links_and_a_title_with_its_conditions(self, loaded: Path) -> None:
        edit(loaded, "segments.csv", "bio-strain,工业菌种,bio,研发,1,extend,菌种;合成生物,7340\n", "")
        edit(loaded, "segment_links.csv", "bio-strain,bio-ferment\n", "")
        edit(loaded, "honours.csv", "city-seed,市级种子企业,municipal,市工信局（虚构）,firm,prov-giant,24,,,,\n", "")
        load_folder(loaded, by="试验")
        assert not Segment.objects.filter(code="bio-strain").exists()
        assert SegmentLink.objects.count() == 12
        assert not HonourKind.objects.filter(code="city-seed").exists()

    def test_a_title_that_a_condition_still_asks_for_is_not_removed(self, loaded: Path) -> None:
        other = HonourKind.objects.get(code="port-park")
        HonourRule.objects.create(kind=HonourKind.objects.get(code="champions"), order=9, item="holds", holds=other)
        edit(loaded, "honours.csv", "port-park,绿色港区,national,国家部委（虚构）,park,,,,,,\n", "")
        assert "1 条“申报条件”" in refusal(loaded)

    def test_what_was_added_on_the_screens_stays(self, loaded: Path) -> None:
        city = Region.objects.get(code="999900")
        kind = HonourKind.objects.create(city=city, code="own", name="自设称号", level="municipal", subject="firm")
        HonourWindow.objects.create(kind=kind, opens=date(2025, 1, 1), closes=date(2025, 2, 1))
        edit(loaded, "honours.csv", "绿色港区", "绿色港口")
        load_folder(loaded, by="试验")
        assert HonourWindow.objects.filter(kind__code="own").exists()

    def test_another_city_with_the_same_codes_keeps_nothing_here(self, loaded: Path, tmp_path: Path) -> None:
        line = "bio-strain,工业菌种,bio,研发,1,extend,菌种;合成生物,7340\n"
        other = tmp_path / "other"
        other.mkdir()
        for name, content in {
            "plan.toml": (loaded / "plan.toml").read_text("utf-8").replace("linhai-2024-2026", "other")
            .replace('"999900"', '"other"').replace("succeeds", "# succeeds"),
            "regions.csv": "id,name,kind\nother,别市,city\n",
            "chains.csv": "id,name\nbio,生物链\n",
            "clauses.csv": "id,number,title\n1,一,目标\n",
            "targets.csv": "id,clause,name,unit,comparator,value,measure,scope\nfirms,1,企业,家,>=,5,cumulative,city\n",
            "segments.csv": (loaded / "segments.csv").read_text("utf-8").partition("\n")[0] + "\n" + line,
        }.items():  # fmt: skip
            (other / name).write_text(content, "utf-8")
        load_folder(other, by="试验")
        edit(loaded, "segments.csv", line, "")
        edit(loaded, "segment_links.csv", "bio-strain,bio-ferment\n", "")
        load_folder(loaded, by="试验")
        assert [row.city.code for row in Segment.objects.filter(code="bio-strain")] == ["other"]
