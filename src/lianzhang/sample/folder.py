"""The plan folder of the made-up city: what a real plan asks, laid upon districts, parks and posts of its own."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from .courses import own_topics
from .place import SOURCE, facts
from .presence import CITY
from .programme_folder import write_programmes

__all__ = ["write_folder"]

# What the city takes over from the real plan as it stands there.
TAKEN = (
    *("organizations", "chains", "groups", "cadences", "checklist", "problem_levels", "clauses", "targets", "goals"),
    *("definitions", "duties", "work_kinds", "work_topics", "segments", "segment_links", "honours", "honour_rules"),
    "honour_windows",
    *("visit_kinds", "duty_records", "works", "supply_limits", "materials", "capacity_kinds"),
    *("assessment_kinds", "assessment_levels"),
    *("rankings", "event_kinds"),
    *("need_kinds", "need_stages", "need_fields", "need_criteria"),
    *("programme_kinds", "programme_levels"),
    *("platform_kinds", "platform_stages", "platform_measures"),
)
# Names of the real city and its province, wherever a sentence of the plan has them.
RENAMED = (
    *(("湖北襄阳实验室", "示例实验室"), ("武汉理工大学", "示例大学"), ("“襄十随神”", "都市圈"), ("襄办发", "示办发")),
    *(("湖北省", "示例省"), ("湖北", "示例省"), ("襄阳", "示例"), ("武汉", "示例省会")),
)
# A title whose renaming the real plan leaves without a day has one here, so that it is seen going on.
RENAMED_ON = "2022-09-01"
# Chains that nobody leads yet, and papers that are not there: so that gaps are seen.
WITHOUT_CHIEF = ("big_data", "ai")
WITHOUT_TEAM = ("ai",)
WITHOUT_PAPER = {
    "expert_team": ("rail", "big_data"),
    "work_plan": ("ai",),
    "policy": ("aero", "rail", "ai", "big_data"),
}
# So many chains has a second expert, or too few could judge an open challenge of one.
BESIDE = 5
PAPERS = {"chain": "列入重点建设的产业链", "expert_team": "专家团队名单", "work_plan": "工作方案", "policy": "支持政策"}

Rows = Iterable[Iterable[Any]]


def write_folder(template: Path, folder: Path) -> Path:
    """Write the city's plan into `folder`, after the plan in `template`. The same template gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.csv"):
        old.unlink()
    for name in TAKEN:
        source = template / f"{name}.csv"
        if source.exists():
            (folder / source.name).write_text(_renamed(source.read_text(encoding="utf-8")), encoding="utf-8")
    _date_renamings(folder / "honours.csv")
    chains = [row["id"] for row in _read(template / "chains.csv")]
    _write(folder, "regions", ("id", "name", "kind", "parent"), _regions())
    _write(folder, "parks", ("id", "name", "region"), ((p["id"], p["name"], p["region"]) for p in facts()["parks"]))
    _write(folder, "zones", ("chain", "region", "park", "note"), _zones())
    _write(folder, "ranks", ("id", "name", "extra", "role", "kind"), _ranks(template))
    columns = ("id", "name", "rank", "chains", "organization", "region", "park")
    _write(folder, "posts", columns, _posts(template, chains))
    _write(
        folder,
        "appointments",
        ("post", "holder", "organization", "starts", "ends", "source"),
        _holders(template, chains),
    )
    _write(folder, "checklist_records", ("item", "chain", "title", "date", "source"), _papers(chains))
    _write(folder, "sources", ("id", "publisher", "title", "date"), _sources())
    told = ("id", "subject", "relation", "quantity", "scope", "period", "value", "unit", "nature", "source")
    _write(folder, "observations", told, _figures())
    write_programmes(template, folder)
    _add_topics(folder)
    _add_bodies(folder)
    (folder / "plan.toml").write_text(_plan(folder.name) + _words(template), encoding="utf-8")
    return folder


def _renamed(text: str) -> str:
    for real, made_up in RENAMED:
        text = text.replace(real, made_up)
    return text


def _date_renamings(file: Path) -> None:
    if file.exists():
        rows = _read(file)
        for row in rows:
            row["renamed_on"] = row["renamed_on"] or (RENAMED_ON if row["renamed_to"] else "")
        _write(file.parent, file.stem, tuple(rows[0]), (row.values() for row in rows))


def _add_topics(folder: Path) -> None:
    """The plan names some topics of training; the others are the city's own."""
    file = folder / "work_topics.csv"
    named = [tuple(row.values()) for row in _read(file)] if file.exists() else []
    _write(folder, file.stem, ("id", "kind", "name", "note"), [*named, *own_topics()])


def _add_bodies(folder: Path) -> None:
    """The real plan names no bank and no college."""
    file = folder / "organizations.csv"
    added = [
        (each["id"], each["name"], kind)
        for kind, told in (("bank", facts()["lending"]["banks"]), ("college", facts()["talent"]["colleges"]))
        for each in told
    ]
    _write(folder, file.stem, ("id", "name", "kind"), [*(tuple(row.values()) for row in _read(file)), *added])


def _read(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))))


def _write(folder: Path, name: str, columns: tuple[str, ...], rows: Rows) -> None:
    with (folder / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([columns, *rows])


def _plan(code: str) -> str:
    return f"""# 由 lianzhang sample 生成：虚构的城市，只供试用。改动请改生成它的程序。
[plan]
id = "{code}"
name = "示例市先进制造业产业链链长制行动方案（2021—2023年）（虚构）"
short_name = "示例市2021—2023"
city = "{CITY}"
starts = 2021-01-01
ends = 2023-12-31
about_tolerance = 0.10
evidence_valid_days = 365
source = "虚构：条款、目标和任务取自一份公开的方案，其余都是编的"
"""


def _words(template: Path) -> str:
    """What bodies and areas are called, as in the real plan."""
    said = tomllib.loads((template / "plan.toml").read_text(encoding="utf-8")).get("words", {})
    return "\n[words]\n" + "".join(f'{term} = "{_renamed(word)}"\n' for term, word in said.items())


def _regions() -> Rows:
    province = facts()["province"]
    yield province["id"], province["name"], "province", ""
    yield CITY, facts()["city"]["name"], "city", province["id"]
    yield from ((each["id"], each["name"], "neighbour", province["id"]) for each in facts()["neighbours"])
    yield from ((each["id"], each["name"], each["kind"], CITY) for each in facts()["districts"])


def _sources() -> Rows:
    """A yearly report of each year that figures speak of."""
    told = facts()["reported"]
    for year in sorted({year for each in told["figures"] for year in each["values"]}):
        yield f"report-{year}", told["publisher"], told["title"].format(year=year), f"{int(year) + 1}-03-20"


def _figures() -> Rows:
    for number, each in enumerate(facts()["reported"]["figures"], 1):
        target, unit = each["target"], each["unit"]
        for year, value in each["values"].items():
            what = each["relation"], each.get("quantity", target), each.get("scope", "")
            yield f"r{number}-{year}", target, *what, year, value, unit, "flow", f"report-{year}"


def _zones() -> Rows:
    note = SOURCE
    yield "auto", "shili-gaoxin", "", note
    yield "auto", "", "shili-auto-park", note
    yield "equipment", "", "shili-equipment-park", note
    yield "textile", "", "shili-textile-park", note
    yield "recycling", "", "shili-recycling-park", note
    yield "medicine", "", "shili-medicine-park", note
    yield "chem", "", "shili-chem-park", note
    yield "newenergy", "shili-gaoxin", "", note


def _ranks(template: Path) -> Rows:
    """Those of the real plan, and of the accounts of those outside it."""
    yield from (
        (*tuple(row[key] for key in ("id", "name", "extra", "role")), "") for row in _read(template / "ranks.csv")
    )
    yield from ((rank["id"], rank["name"], "yes", rank["role"], "account") for rank in facts()["ranks"])


def _posts(template: Path, chains: list[str]) -> Rows:
    """Posts for the whole city and for chains as in the real plan; those of places are the city's own."""
    city = facts()["city"]["name"]
    for row in _read(template / "posts.csv"):
        if not row["region"] and not row["park"]:
            name = f"{city}{row['name'].removeprefix('市')}"
            yield row["id"], name, row["rank"], row["chains"], row["organization"], "", ""
    for place in facts()["districts"]:
        yield f"district-{place['id']}", f"{_of_city(place['name'])}联系岗", "district", "", "", place["id"], ""
    for park in facts()["parks"]:
        yield f"park-{park['id']}", f"{_of_city(park['name'])}联系岗", "park", "", "", "", park["id"]
    for at, chain in enumerate(chains):
        name = f"{city}产业链专家（{_chain_name(template, chain)}"
        yield f"expert-{chain}", f"{name}）", "expert", chain, "", "", ""
        if chain not in WITHOUT_PAPER["expert_team"]:
            wide = ";".join(dict.fromkeys(chains[(at + step) % len(chains)] for step in range(BESIDE)))
            yield f"expert-{chain}-second", f"{name}，二）", "expert", wide, "", "", ""
    for each in facts()["talent"]["colleges"]:
        yield f"post-{each['id']}", f"{each['name']}联系岗", "college", "", each["id"], "", ""
    for number, bank in enumerate(facts()["lending"]["banks"], 1):
        yield f"bank-{number}" if number > 1 else "bank", f"{bank['name']}联系岗", "bank", "", bank["id"], "", ""


def _chain_name(template: Path, code: str) -> str:
    return next(row["name"] for row in _read(template / "chains.csv") if row["id"] == code).removesuffix("产业链")


def _of_city(name: str) -> str:
    return name if name.startswith("示例") else f"{facts()['city']['name']}{name}"


def _holders(template: Path, chains: list[str]) -> Rows:
    """Who holds the posts, by office."""
    city = facts()["city"]["name"]
    yield "head-chief-party", f"{city}委主要负责同志", "", "2021-07-31", "", SOURCE
    yield "head-chief-government", f"{city}政府主要负责同志", "", "2021-07-31", "", SOURCE
    yield "committee", f"{city}工业促进委员会", "industry_committee", "2021-07-31", "", SOURCE
    for chain in chains:
        name = _chain_name(template, chain)
        if chain not in WITHOUT_CHIEF:
            yield f"chief-{chain}", f"分管市领导（{name}）", "", "2021-08-15", "", SOURCE
        if chain not in WITHOUT_TEAM:
            yield f"lead-{chain}", f"{city}牵头部门（{name}）", "", "2021-08-15", "", SOURCE


def _papers(chains: list[str]) -> Rows:
    for item, title in PAPERS.items():
        for number, chain in enumerate(chains):
            if chain not in WITHOUT_PAPER.get(item, ()):
                yield item, chain, title, f"2021-{8 + number % 4:02}-{10 + number:02}", SOURCE
