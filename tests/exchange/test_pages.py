"""The pages of imports: who reaches them, what is out of reach, what they say, how many queries they take."""

from __future__ import annotations

import io
import os
import signal
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lianzhang.access.models import Assignment
from lianzhang.enterprises.models import Enterprise
from lianzhang.exchange.models import Batch
from lianzhang.exchange.progress import progress_of, report
from lianzhang.jobs.models import Job, JobState
from lianzhang.kernel import guarded
from lianzhang.records.attachments.actions import attachments_of, inspect
from tests.acting import active
from tests.enterprises.world import START, City, uscc
from tests.kernel.test_uploads import repack
from tests.plans.reading import sheet_rows

from .test_firms import CODE, NAME, ONE, TWO
from .uploads import Desk, csv_of, sheet_of, work_off

pytestmark = pytest.mark.sqlite_alone

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\0", "＝", "＋", "－", "＠")


class TestReach:
    @pytest.mark.parametrize("role", ["head_chief", "chief", "member_unit", "expert", "bank"])
    def test_who_keeps_no_register_has_no_page(self, city: City, role: str) -> None:
        client = Client()
        client.force_login(city.user_as(role))
        for name in ("exchange", "exchange_export", "sheet_upload", "sheet_template", "sheet_export"):
            assert client.get(reverse(name, args=[] if name.startswith("exchange") else ["firms"])).status_code == 403

    def test_a_register_that_nobody_declares_is_not_there(self, desk: Desk) -> None:
        assert desk.client.get(reverse("sheet_upload", args=["secrets"])).status_code == 404

    def test_a_batch_of_somebody_else_is_not_there_but_the_office_sees_all(self, desk: Desk, tmp_path: Path) -> None:
        city = desk.city
        one, other = (Desk(city, city.user_as("district", region=region), tmp_path) for region in city.districts)
        batch = one.upload(sheet_of(ONE))
        for name in ("batch", "batch_progress", "batch_marked", "batch_original"):
            assert other.client.get(reverse(name, args=[batch.pk])).status_code == 404
        for name in ("apply", "undo", "decide", "discard"):
            assert other.press(batch, name).status_code == 404
        assert "将新增1家" in desk.page(batch)
        assert "名录.xlsx" not in other.client.get(reverse("exchange")).content.decode()

    def test_the_list_leaves_as_a_workbook_with_the_batches_in_sight(self, desk: Desk, tmp_path: Path) -> None:
        desk.upload(sheet_of(ONE), name="甲.xlsx")
        desk.upload(sheet_of({CODE: "9142", NAME: "乙厂"}), name="乙.xlsx")
        address = reverse("exchange_export")
        rows = sheet_rows(desk.client.get(address))
        assert [(row["文件"], row["名录"], row["各行"]) for row in rows] == [
            ("乙.xlsx", "企业名录", "有错1行"),
            ("甲.xlsx", "企业名录", "新增1行"),
        ]
        other = Desk(desk.city, desk.city.user_as("district", region=desk.city.districts[0]), tmp_path)
        assert sheet_rows(other.client.get(address)) == []

    def test_a_district_writes_its_own_firms_alone(self, city: City, tmp_path: Path) -> None:
        desk = Desk(city, city.user_as("district", region=city.districts[0]), tmp_path)
        known = city.firm("西区旧厂", region=city.districts[1])
        rows = [ONE, TWO | {"区域": "西区"}, {CODE: known.uscc, NAME: known.name, "地址": "改了"}]
        batch = desk.upload(sheet_of(*rows))
        told = desk.faults(batch)
        assert [row for row, _, _ in told] == [3, 4]
        assert "不归您现在的岗位" in told[0][2]
        assert "已经登记，但不在您现在的岗位能看到的范围里" in told[1][2]
        assert desk.press(batch, "apply").status_code == 409
        assert Enterprise.objects.count() == 1

    def test_what_slips_past_the_look_is_taken_back_with_its_row_number(
        self, city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        desk = Desk(city, city.user_as("district", region=city.districts[0]), tmp_path)
        monkeypatch.setattr("lianzhang.enterprises.sheets.importer.City.would_reach", lambda *_: True)
        batch = desk.upload(sheet_of(ONE, TWO | {"区域": "西区"}))
        desk.press(batch, "apply")
        assert batch.state == "checked"
        assert "第3行不归您现在的岗位办理，一行也没有写" in desk.page(batch)
        assert not Enterprise.objects.exists()

    def test_a_post_that_ended_before_the_worker_came_writes_nothing(self, desk: Desk) -> None:
        batch = desk.upload(sheet_of(ONE))
        desk.client.post(reverse("batch_apply", args=[batch.pk]))
        desk.user.assignments.update(ends=timezone.localdate())
        work_off()
        batch.refresh_from_db()
        assert (batch.state, batch.refusal[:10]) == ("checked", "上传时的岗位已经变动")
        assert not Enterprise.objects.exists()

    def test_the_export_holds_what_one_sees(self, city: City, tmp_path: Path) -> None:
        city.firm("东区厂"), city.firm("西区厂", region=city.districts[1])
        desk = Desk(city, city.user_as("district", region=city.districts[1]), tmp_path)
        answer = desk.client.get(reverse("sheet_export", args=["firms"]))
        assert desk.upload(answer.content, "导出.xlsx").counts == {"same": 1}


class TestPages:
    def test_the_upload_page_warns_of_secrets_and_explains_each_column(self, desk: Desk) -> None:
        page = desk.client.get(reverse("sheet_upload", args=["firms"])).content.decode()
        assert "不得上传国家秘密、工作秘密和个人隐私" in page
        assert all(title in page for title in desk.titles)

    @pytest.mark.parametrize(
        ("content", "name", "words"),
        [
            (b"", "空.xlsx", "文件是空的"),
            (b"MZ", "表.exe", "只能导入"),
            (b"%PDF-1", "表.xlsx", "不要只改后缀"),
            (b"0" * (20 * 1024 * 1024 + 1), "大.csv", "超过20MB"),
        ],
        ids=["empty", "strange", "pretending", "huge"],
    )
    def test_a_file_that_need_not_be_read_is_refused_before_it_is_kept(
        self, desk: Desk, content: bytes, name: str, words: str
    ) -> None:
        answer = desk.send(content, name)
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert not Batch.objects.exists()

    def test_a_file_that_cannot_be_read_says_why_and_is_not_handed_out_again(self, desk: Desk) -> None:
        batch = desk.upload(repack(sheet_of(ONE), lambda _, part: part, {"xl/vbaProject.bin": b"x"}), "宏.xlsx")
        page = desk.page(batch)
        assert batch.state == "refused"
        assert "工作簿里有宏" in page
        assert "系统" in page.partition("读不出一批")[2].partition("</dd>")[0]  # what the house did, by its own name
        assert desk.client.get(reverse("batch_original", args=[batch.pk])).status_code == 404

    def test_a_reader_that_is_killed_leaves_the_house_well(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        start = subprocess.Popen

        def dying(*args: Any, **kwargs: Any) -> Any:
            process = start(*args, **kwargs)
            os.kill(process.pid, signal.SIGKILL)
            return process

        with monkeypatch.context() as patch:
            patch.setattr(guarded.subprocess, "Popen", dying)
            batch = desk.upload(sheet_of(ONE))
        assert (batch.state, "没有读完" in batch.refusal) == ("refused", True)
        assert desk.upload(sheet_of(ONE)).counts == {"new": 1}

    def test_rows_that_say_the_same_twice_are_told_at_both(self, desk: Desk) -> None:
        batch = desk.upload(sheet_of(ONE, TWO, ONE))
        told = f"都是统一社会信用代码“{ONE[CODE]}”；请核对，只留其中一行"
        assert desk.faults(batch) == [(2, "", f"与第4行{told}"), (4, "", f"与第2行{told}")]

    def test_what_was_passed_over_is_said_on_the_page(self, desk: Desk) -> None:
        batch = desk.upload(sheet_of(ONE, above=["某市企业名录"]))
        assert "列名在第2行，上面的1行当作标题，没有读" in desk.page(batch)

    def test_progress_is_shown_while_the_worker_has_it_and_the_page_asks_again(self, desk: Desk) -> None:
        answer = desk.send(sheet_of(ONE))
        batch = Batch.objects.get()
        report(batch.pk, "正在逐行核对", 40, 100)
        page = desk.client.get(answer.url).content.decode()
        assert "正在逐行核对，还没有写任何数据" in page
        assert 'value="40"' in desk.client.get(reverse("batch_progress", args=[batch.pk])).content.decode()
        work_off()
        answer = desk.client.get(reverse("batch_progress", args=[batch.pk]))
        assert answer.headers["HX-Refresh"] == "true"
        assert progress_of(batch.pk).done == 0

    def test_work_that_was_set_aside_is_told(self, desk: Desk) -> None:
        desk.send(sheet_of(ONE))
        Job.objects.update(state=JobState.PARKED)
        assert "后台办理时出了错，已经停下" in desk.page(Batch.objects.get())

    def test_batches_are_narrowed(self, desk: Desk) -> None:
        desk.press(desk.upload(sheet_of(ONE), "甲.xlsx"), "apply")
        desk.upload(sheet_of(TWO), "乙.xlsx")
        page = desk.client.get(reverse("exchange"), {"state": "applied"}).content.decode()
        assert "甲.xlsx" in page
        assert "乙.xlsx" not in page
        assert "没有符合的批次" in desk.client.get(reverse("exchange"), {"q": "丙"}).content.decode()

    def test_the_number_of_queries_does_not_grow_with_rows(
        self, desk: Desk, django_assert_max_num_queries: Any
    ) -> None:
        counts = []
        for number in (2, 60):
            rows = [{CODE: uscc(number * 100 + row), NAME: f"第{number}之{row}厂"} for row in range(number)]
            batch = desk.upload(csv_of(*rows), f"{number}.csv")
            with django_assert_max_num_queries(95) as found:
                desk.page(batch)
            counts.append(len(found))
        assert counts[0] == counts[1]

    def test_the_workers_queries_do_not_grow_with_rows(self, desk: Desk, django_assert_max_num_queries: Any) -> None:
        counts = []
        for number in (3, 60):
            rows = [{CODE: uscc(number * 100 + row), NAME: f"第{number}之{row}厂"} for row in range(number)]
            desk.send(csv_of(*rows), f"{number}.csv")
            with django_assert_max_num_queries(80) as found:
                work_off()
            counts.append(len(found))
        assert counts[0] == counts[1]

    @pytest.mark.parametrize("start", FORMULA_STARTS)
    def test_text_that_begins_like_a_formula_stays_text_in_the_export(self, desk: Desk, start: str) -> None:
        desk.city.firm(f"{start}cmd|'/c calc'!A1厂" if start != "\0" else "甲\x1f厂")
        answer = desk.client.get(reverse("sheet_export", args=["firms"]))
        cell = openpyxl.load_workbook(io.BytesIO(answer.content))["企业名录"]["B2"]
        assert cell.data_type == "s"


class TestKeeping:
    def test_the_file_is_an_attachment_that_a_backup_takes_along(self, desk: Desk) -> None:
        batch = desk.upload(sheet_of(ONE))
        (kept,) = attachments_of(batch)
        assert kept.sha256 == batch.sha256
        assert inspect().whole == 1

    def test_what_is_thrown_away_leaves_no_attachment(self, desk: Desk) -> None:
        batch = desk.upload(sheet_of(ONE))
        desk.press_away(batch)
        assert not Batch.objects.exists()
        assert inspect().whole == 0

    def test_the_same_upload_again_before_it_was_applied_is_the_same_batch(self, desk: Desk) -> None:
        content = sheet_of(ONE)
        assert desk.upload(content).pk == desk.upload(content).pk
        assert Job.objects.filter(name="exchange.look").count() == 2

    def test_a_batch_is_applied_once_however_often_it_is_asked_for(self, desk: Desk) -> None:
        batch = desk.upload(sheet_of(ONE))
        for _ in range(2):
            desk.client.post(reverse("batch_apply", args=[batch.pk]))
        work_off()
        assert desk.press(batch, "apply").status_code == 409
        assert Enterprise.objects.count() == 1


def test_an_upload_from_another_of_ones_posts_is_not_seen_and_the_switch_is_offered(city: City, tmp_path: Path) -> None:
    district = city.user_as("district", region=city.districts[0])
    own = Desk(city, district, tmp_path)
    batch = own.upload(sheet_of(ONE))
    other = active(district, "district", city.region, region=city.districts[1])
    where = reverse("batch", args=[batch.pk])
    assert own.client.post("/my/posts/act-as/", {"assignment": other.pk}).status_code == 302
    page = own.client.get(where)
    assert page.status_code == 404
    assert ONE[NAME] not in page.text
    assert "并打开" in page.text
    assert where not in own.client.get(reverse("exchange")).text
    assert own.client.post("/my/posts/act-as/", {"assignment": batch.assignment_id}).status_code == 302
    assert own.client.get(where).status_code == 200


def test_in_the_same_post_anew_ones_uploads_are_there(city: City, tmp_path: Path) -> None:
    district = city.user_as("district", region=city.districts[0])
    own = Desk(city, district, tmp_path)
    batch = own.upload(sheet_of(ONE))
    ended = batch.assignment
    Assignment.objects.filter(pk=ended.pk).update(ends=START + timedelta(days=1))
    Assignment.objects.create(user=district, post=ended.post, starts=START + timedelta(days=1), source="续任")
    assert own.client.get(reverse("batch", args=[batch.pk])).status_code == 200
