"""Loading a changed folder: what leaves it goes, what was entered or decided on the screens stays."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lianzhang.accounts.models import User
from lianzhang.plans.folder import read_folder
from lianzhang.plans.loading import LoadRefused, diff_folder, load_folder
from lianzhang.plans.models import (
    ChecklistRecord,
    Goal,
    Observation,
    Plan,
    Source,
)
from lianzhang.registry.models import Appointment, Chain, Organization, Post

from .folders import BEFORE, append, copy_of, edit
from .loads import refusal

pytestmark = pytest.mark.django_db


def test_rows_taken_out_of_the_folder_go_with_what_is_theirs(loaded: Plan, folder: Path) -> None:
    edit(
        folder,
        "targets.csv",
        "maps,2,每链一张图谱,份,=,1,,,cumulative,,each_chain,,2024-12-31,plans.checklist,,,map,,,,,,,,\n",
        "",
    )
    edit(folder, "checklist_records.csv", "team,petro,绿色石化专班成立通知,2024-03-01,虚构文件第9号\n", "")
    edit(folder, "checklist.csv", "team,一支工作专班,\n", "")
    edit(folder, "observations.csv", "east,firms,partial,firms,region:999902,2024-12-31,,40,,家,stock,daily,,,\n", "")
    load_folder(folder, by="试验")
    assert not loaded.targets.filter(code="maps").exists()
    assert not Goal.objects.filter(target__code="maps").exists()
    assert loaded.checklistitems.count() == 6
    assert not loaded.observations.filter(code="east").exists()


def enter(plan: Plan, **more: Any) -> Observation:
    """A figure entered on the screens: it has no code."""
    user, _ = User.objects.get_or_create(username="clerk")
    source = Source.objects.create(plan=plan, code="entered", title="季度报表")
    fields = {
        "relation": "direct",
        "quantity": "champions",
        "period_start": date(2025, 1, 1),
        "period_end": date(2025, 3, 31),
        "date": date(2025, 3, 31),
        "nature": "stock",
        "unit": "家",
        "value": 15,
    } | more
    return Observation.objects.create(plan=plan, source=source, entered_by=user, **fields)


CHAMPIONS = "champions,1.1,单项冠军企业,家,~,30,,yes,cumulative,,city,,,,,,,,,0.1,,,,,\n"
CHAMPIONS_FIGURE = "champions,champions,direct,champions,,2024-12-31,2024-12-31,12,about,家,stock,daily,,,\n"


def test_figures_and_sources_entered_on_the_screens_stay(loaded: Plan, folder: Path) -> None:
    entered = enter(loaded, target=loaded.targets.get(code="champions"))
    append(folder, "clauses.csv", "3,三,附则,")
    load_folder(folder, by="试验")
    entered.refresh_from_db()
    assert (entered.value, entered.source.code) == (15, "entered")


def test_removing_a_target_with_figures_is_refused_with_the_way_out(loaded: Plan, folder: Path) -> None:
    enter(loaded, target=loaded.targets.get(code="champions"))
    edit(folder, "targets.csv", CHAMPIONS, "")
    edit(folder, "observations.csv", CHAMPIONS_FIGURE, "")
    message = refusal(folder)
    assert "删去了“champions”" in message
    assert "1 条“实际值”" in message
    assert "请把这一行留在表里" in message
    read, problems = read_folder(folder)
    assert problems == []
    with pytest.raises(LoadRefused):
        diff_folder(read)


def test_a_target_goes_with_figures_that_leave_the_folder_with_it(loaded: Plan, folder: Path) -> None:
    edit(folder, "targets.csv", CHAMPIONS, "")
    edit(folder, "observations.csv", CHAMPIONS_FIGURE, "")
    load_folder(folder, by="试验")
    assert not loaded.targets.filter(code="champions").exists()


def test_a_target_goes_once_its_figures_point_elsewhere(loaded: Plan, folder: Path) -> None:
    edit(folder, "targets.csv", CHAMPIONS, "")
    edit(folder, "observations.csv", "champions,champions,direct,champions,,", "champions,firms,context,champions,,")
    load_folder(folder, by="试验")
    assert loaded.observations.get(code="champions").target == loaded.targets.get(code="firms")


def prefer(figure: Observation, reason: str = "核对过原件") -> None:
    """A choice made on the screens."""
    rivals = Observation.objects.filter(plan=figure.plan, target=figure.target, date=figure.date)
    rivals.update(preferred=False, preference_reason="")
    Observation.objects.filter(pk=figure.pk).update(preferred=True, preference_reason=reason)


def test_a_choice_made_on_the_screens_outlives_a_load(loaded: Plan, folder: Path) -> None:
    other = loaded.observations.get(code="firms-b")
    prefer(other)
    edit(
        folder,
        "observations.csv",
        "firms-b,firms,direct,firms,,2024-12-31,2024-12-31,155",
        "firms-b,firms,direct,firms,,2024-12-31,2024-12-31,156",
    )
    load_folder(folder, by="试验")
    other.refresh_from_db()
    assert (other.value, other.preferred, other.preference_reason) == (156, True, "核对过原件")
    assert not loaded.observations.get(code="firms-a").preferred


def test_a_choice_newly_made_in_the_folder_is_loaded(loaded: Plan, folder: Path) -> None:
    edit(folder, "observations.csv", "yes,统计公报按口径核过", "yes,公报为准")
    load_folder(folder, by="试验")
    assert loaded.observations.get(code="firms-a").preference_reason == "公报为准"


def test_a_choice_in_the_folder_against_one_on_the_screens_is_refused(loaded: Plan, folder: Path) -> None:
    prefer(loaded.observations.get(code="firms-b"))
    edit(folder, "observations.csv", "yes,统计公报按口径核过", "yes,公报为准")
    assert "取消采用" in refusal(folder)


def test_a_plan_does_not_move_to_another_city(loaded: Plan, folder: Path) -> None:
    edit(folder, "plan.toml", 'city = "999900"', 'city = "999902"')
    assert "不能改到别的城市" in refusal(folder)


def test_removing_a_duty_with_figures_is_refused(loaded: Plan, folder: Path) -> None:
    enter(loaded, duty=loaded.duties.get(code="dispatch"))
    edit(folder, "duties.csv", "dispatch,2,链长调度产业链,各链长,office,quarter,,每季度,会议纪要\n", "")
    assert "dispatch" in refusal(folder)


def test_a_folder_figure_that_was_corrected_on_the_screens_cannot_leave(loaded: Plan, folder: Path) -> None:
    enter(loaded, target=loaded.targets.get(code="champions"), replaces=loaded.observations.get(code="champions"))
    edit(folder, "observations.csv", CHAMPIONS_FIGURE, "")
    assert "champions" in refusal(folder)


@pytest.mark.parametrize("kind", ["appointment", "record"])
def test_what_was_entered_for_a_row_does_not_silently_go_with_it(loaded: Plan, folder: Path, kind: str) -> None:
    if kind == "appointment":
        post = Post.objects.get(code="lead-bio")
        Appointment.objects.create(post=post, holder="市科技局", starts=date(2025, 1, 1), source="新任命")
        edit(folder, "posts.csv", "lead-bio,生物链牵头部门,lead,bio,science\n", "")
        assert "lead-bio" in refusal(folder)
        return
    item, chain = loaded.checklistitems.get(code="fund"), Chain.objects.get(code="bio")
    ChecklistRecord.objects.create(item=item, chain=chain, title="基金设立", date=date(2025, 1, 1), source="文件")
    edit(folder, "checklist.csv", "fund,一只产业基金,\n", "")
    assert "fund" in refusal(folder)


def test_rows_that_another_plan_lists_stay_when_this_one_drops_them(loaded: Plan, folder: Path) -> None:
    earlier = copy_of(BEFORE, folder.parent)
    edit(earlier, "chains.csv", "marine,海洋装备产业链\n", "")
    edit(earlier, "chains.csv", "salt,盐化工产业链\n", "")
    load_folder(earlier, by="试验")
    assert {chain.code for chain in Chain.objects.all()} == {"petro", "marine", "bio", "display", "lowalt"}
    assert Plan.objects.get(code=BEFORE.name).chains.count() == 1


def test_rows_of_the_city_that_no_folder_listed_stay(loaded: Plan, folder: Path) -> None:
    Organization.objects.create(city=loaded.city, code="new-bureau", name="新设局")
    append(folder, "clauses.csv", "3,三,附则,")
    load_folder(folder, by="试验")
    assert Organization.objects.filter(code="new-bureau").exists()


def test_an_appointment_ended_on_the_screens_stays_ended(loaded: Plan, folder: Path) -> None:
    row = Appointment.objects.filter(post__city=loaded.city, ends=None).order_by("pk")[0]
    Appointment.objects.filter(pk=row.pk).update(ends=date(2025, 3, 1))
    append(folder, "clauses.csv", "3,三,附则,")
    load_folder(folder, by="试验")
    row.refresh_from_db()
    assert row.ends == date(2025, 3, 1)


def test_what_was_withdrawn_on_the_screens_does_not_come_back(loaded: Plan, folder: Path) -> None:
    gone = Appointment.objects.filter(post__city=loaded.city).order_by("pk")[0]
    paper = ChecklistRecord.objects.filter(item__plan=loaded).order_by("pk")[0]
    gone.delete()
    paper.delete()
    append(folder, "clauses.csv", "3,三,附则,")
    load_folder(folder, by="试验")
    assert not Appointment.objects.filter(post=gone.post, holder=gone.holder, starts=gone.starts).exists()
    assert not ChecklistRecord.objects.filter(item=paper.item, chain=paper.chain, title=paper.title).exists()
