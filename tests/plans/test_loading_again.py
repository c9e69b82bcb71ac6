"""Loading a changed folder: what leaves it goes, what was entered or decided on the screens stays."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lianzhang.accounts.models import User
from lianzhang.plans.appointment_actions import end_appointment, withdraw_appointment
from lianzhang.plans.checklist_actions import withdraw_checklist_record
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
from tests.acting import active
from tests.seen import seen

from .folders import BEFORE, append, copy_of, edit
from .loads import changes, dump, kept, refusal

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
    assert "删去了“单项冠军企业（champions）”" in message
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


def test_a_diff_is_refused_for_the_reason_the_load_is(loaded: Plan, folder: Path) -> None:
    prefer(loaded.observations.get(code="firms-b"))
    edit(folder, "observations.csv", "yes,统计公报按口径核过", "yes,公报为准")
    before = dump()
    with pytest.raises(LoadRefused, match="取消采用"):
        changes(folder)
    edit(
        folder,
        "observations.csv",
        "firms-b,firms,direct,firms,,2024-12-31,2024-12-31",
        "firms-b,firms,direct,firms,,2024-11-30,2024-11-30",
    )
    assert ("observations", "changed", "firms-a", "采用理由", "（空）", "公报为准") in changes(folder)
    assert dump() == before


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


# --- what was done on the screens to a row of the folder stays

MARINE = "chief-marine,海洋局主要负责同志,ocean,2024-03-01,,虚构文件第2号\n"
MARINE_ROW = "chief-marine 海洋局主要负责同志 2024-03-01"
TEAM_ROW = "team petro 绿色石化专班成立通知"


def office() -> User:
    user, made = User.objects.get_or_create(username="office")
    if made:
        active(user, "chain_office", Plan.objects.latest("pk").city)
    return user


@pytest.fixture
def ended(loaded: Plan) -> Appointment:
    row = Appointment.objects.get(post__code="chief-marine")
    return end_appointment(appointment=row, ends=date(2025, 2, 1), source="虚构文件第12号", seen=seen(row), by=office())


def test_an_appointment_ended_on_the_screens_stays_ended(ended: Appointment, folder: Path) -> None:
    append(folder, "clauses.csv", "3,三,附则,")
    assert changes(folder) == {("clauses", "added", "3", "", "", "")}
    assert kept(folder) == {("appointments", MARINE_ROW, "任职止")}
    load_folder(folder, by="试验")
    ended.refresh_from_db()
    assert ended.ends == date(2025, 2, 1)


def test_an_end_newly_stated_in_the_folder_is_loaded(ended: Appointment, folder: Path) -> None:
    edit(folder, "appointments.csv", "ocean,2024-03-01,,", "ocean,2024-03-01,2025-03-01,")
    assert changes(folder) == {("appointments", "changed", MARINE_ROW, "任职止", "2025-02-01", "2025-03-01")}
    load_folder(folder, by="试验")
    ended.refresh_from_db()
    assert ended.ends == date(2025, 3, 1)
    append(folder, "clauses.csv", "3,三,附则,")
    assert kept(folder) == set()


def test_an_end_taken_back_in_the_folder_is_taken_back(loaded: Plan, folder: Path) -> None:
    edit(folder, "appointments.csv", "petro-group,2024-02-01,2025-06-30,", "petro-group,2024-02-01,,")
    load_folder(folder, by="试验")
    assert Appointment.objects.get(post__code="chief-petro-2").ends is None


def test_an_appointment_ended_on_the_screens_outlives_its_row(ended: Appointment, folder: Path) -> None:
    edit(folder, "appointments.csv", MARINE, "")
    assert kept(folder) == {("appointments", MARINE_ROW, "任职止")}
    load_folder(folder, by="试验")
    assert Appointment.objects.filter(pk=ended.pk).exists()


def test_what_was_withdrawn_on_the_screens_does_not_come_back(loaded: Plan, folder: Path) -> None:
    appointment = Appointment.objects.get(post__code="chief-marine")
    paper = ChecklistRecord.objects.get(item__code="team")
    withdraw_appointment(appointment=appointment, reason="录错", seen=seen(appointment), by=office())
    withdraw_checklist_record(row=paper, reason="归错链", seen=seen(paper), by=office())
    for clause in ("3,三,附则,", "4,四,附件,"):
        append(folder, "clauses.csv", clause)
        assert kept(folder) == {("appointments", MARINE_ROW, "已撤销"), ("checklist_records", TEAM_ROW, "已撤销")}
        load_folder(folder, by="试验")
        assert not Appointment.objects.filter(post__code="chief-marine").exists()
        assert not ChecklistRecord.objects.filter(item__code="team").exists()


def test_what_was_withdrawn_comes_back_when_the_folder_drops_it_and_states_it_anew(loaded: Plan, folder: Path) -> None:
    mistaken = Appointment.objects.get(post__code="chief-marine")
    withdraw_appointment(appointment=mistaken, reason="录错", seen=seen(mistaken), by=office())
    edit(folder, "appointments.csv", MARINE, "")
    load_folder(folder, by="试验")
    append(folder, "appointments.csv", MARINE.strip())
    load_folder(folder, by="试验")
    assert Appointment.objects.filter(post__code="chief-marine").exists()


def test_a_choice_kept_from_the_screens_is_told(loaded: Plan, folder: Path) -> None:
    prefer(loaded.observations.get(code="firms-b"))
    append(folder, "clauses.csv", "3,三,附则,")
    assert kept(folder) == {("observations", "firms-a", "采用"), ("observations", "firms-b", "采用")}
