"""A paper is as visible as the row it proves, and leaves the house only as a file under its own name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from lianzhang.access.row_policy import visible
from lianzhang.accounts.models import User
from lianzhang.kernel.uploads import REQUEST_ALLOWED
from lianzhang.operations.nightly import look_after_files
from lianzhang.plans.models import ChecklistRecord, Observation, Plan
from lianzhang.records.attachments import store
from lianzhang.records.attachments.checking import BYTES_ALLOWED
from lianzhang.records.models import Attachment, AuditEvent
from lianzhang.registry.models import Appointment, Post
from lianzhang.work.models import ReportState
from tests.papers import PDF

NAME = "印发《工作方案》的通知（2023）.pdf"


@pytest.fixture(autouse=True)
def own_store(settings: Settings, tmp_path: Path) -> None:
    settings.VAR = tmp_path


@pytest.fixture
def figure(xiangyang: Plan, account: Callable[[str], User]) -> Observation:
    """A draft of the clerk: the office sees it, a bank does not."""
    row = xiangyang.observations.filter(region=None).order_by("pk")[0]
    row.state, row.entered_by = ReportState.DRAFT, account("clerk")
    row.save()
    return row


def upload(client: Client, row: Observation | Appointment | ChecklistRecord, name: str = NAME, content: bytes = PDF):  # type: ignore[no-untyped-def]
    where = f"/attachments/to/{row._meta.label}/{row.pk}/"
    return client.post(where, {"file": SimpleUploadedFile(name, content), "next": f"/observations/{row.pk}/"})


def test_a_paper_is_added_on_the_rows_page_and_handed_out_as_a_file(
    figure: Observation, signed_in: Callable[[str], Client]
) -> None:
    office = signed_in("office")
    answer = upload(office, figure)
    assert answer["Location"] == f"/observations/{figure.pk}/"
    page = office.get(f"/observations/{figure.pk}/").text
    assert f"已附上“{NAME}”" in page
    assert "不要上传涉密和工作秘密材料" in page
    paper = Attachment.objects.get()
    assert f'href="/attachments/{paper.pk}/"' in page
    file = office.get(f"/attachments/{paper.pk}/")
    assert file.content == PDF
    assert file["Content-Disposition"] == f"attachment; filename*=UTF-8''{quote(NAME, safe='')}"
    assert (file["Content-Type"], file["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    event = AuditEvent.objects.get(action="export")
    assert (event.account, event.facts["file"], event.subject) == ("office", NAME, f"/attachments/{paper.pk}/")


def test_a_refused_file_is_told_on_the_page_and_nothing_is_kept(
    figure: Observation, signed_in: Callable[[str], Client]
) -> None:
    office = signed_in("office")
    for name, content, told in (
        ("a.exe", b"MZ", "不能传 .exe"),
        ("a.pdf", b"", "空的"),
        ("a.png", PDF, "不要只改后缀"),
    ):
        upload(office, figure, name, content)
        assert told in office.get(f"/observations/{figure.pk}/").text
    office.post(f"/attachments/to/plans.Observation/{figure.pk}/", {"next": f"/observations/{figure.pk}/"})
    assert "请选一个文件" in office.get(f"/observations/{figure.pk}/").text
    assert not Attachment.objects.exists()
    assert list(store.stored_files()) == []


def test_a_path_or_an_unseen_mark_in_a_name_is_cut_off(figure: Observation, signed_in: Callable[[str], Client]) -> None:
    office = signed_in("office")
    upload(office, figure, "../../报告\u202efdp.pdf")
    assert Attachment.objects.get().name == "报告fdp.pdf"
    assert [path.parent.parent for path in store.stored_files()] == [store.home()]
    upload(office, figure, "a:b.pdf", b"%PDF-1.4")
    assert "改名后再传" in office.get(f"/observations/{figure.pk}/").text


def test_a_paper_is_out_of_sight_with_its_row(figure: Observation, signed_in: Callable[[str], Client]) -> None:
    upload(signed_in("office"), figure)
    paper = Attachment.objects.get()
    for role in ("bank", "expert", "district", "chief", "security_admin", "audit_admin"):
        stranger = signed_in(role)
        assert stranger.get(f"/attachments/{paper.pk}/").status_code == 404, role
        assert stranger.post(f"/attachments/{paper.pk}/remove/", {"reason": "x"}).status_code == 404, role
        assert upload(stranger, figure, "b.pdf").status_code == 404, role
    assert signed_in("office").get("/attachments/999999/").status_code == 404
    figure.delete()
    assert signed_in("office").get(f"/attachments/{paper.pk}/").status_code == 404


def test_who_sees_a_row_without_acting_on_it_may_only_read(
    figure: Observation, signed_in: Callable[[str], Client]
) -> None:
    Observation.objects.filter(pk=figure.pk).update(state=ReportState.CONFIRMED)
    upload(signed_in("office"), figure)
    paper, chief = Attachment.objects.get(), signed_in("chief")
    page = chief.get(f"/observations/{figure.pk}/").text
    assert NAME in page
    assert "attachment-file" not in page
    assert chief.get(f"/attachments/{paper.pk}/").content == PDF
    assert upload(chief, figure, "b.pdf").status_code == 403
    assert chief.post(f"/attachments/{paper.pk}/remove/", {"reason": "x"}).status_code == 403


def test_one_removes_ones_own_and_the_office_anybodys(figure: Observation, signed_in: Callable[[str], Client]) -> None:
    clerk, office = signed_in("clerk"), signed_in("office")
    upload(office, figure, "office.pdf")
    upload(clerk, figure, "clerk.txt", b"a")
    of_office, of_clerk = Attachment.objects.order_by("pk")
    assert clerk.post(f"/attachments/{of_office.pk}/remove/", {"reason": "x"}).status_code == 403
    back = {"next": f"/observations/{figure.pk}/"}
    office.post(f"/attachments/{of_clerk.pk}/remove/", {"reason": " "} | back)
    assert "没有移去：请写移去的理由" in office.get(f"/observations/{figure.pk}/").text
    office.post(f"/attachments/{of_clerk.pk}/remove/", {"reason": "与本条无关"} | back)
    assert list(Attachment.objects.all()) == [of_office]
    page = office.get(f"/observations/{figure.pk}/").text
    assert "已移去“clerk.txt”" in page
    assert "<dt>移去文件</dt>" in page
    assert "理由：与本条无关" in page


def test_appointments_and_papers_of_the_checklist_hold_papers_too(
    xiangyang: Plan, signed_in: Callable[[str], Client]
) -> None:
    office = signed_in("office")
    item, chain = xiangyang.checklistitems.filter(rank=None)[0], xiangyang.chains.order_by("code")[0]
    paper = ChecklistRecord.objects.create(item=item, chain=chain, title="方案", date="2023-01-01", source="x")
    post = Post.objects.filter(city=xiangyang.city)[0]
    held = Appointment.objects.create(post=post, holder="市政府分管副市长", starts="2023-01-01", source="x")
    for row, page in ((held, "appointments"), (paper, "checklist-records")):
        upload(office, row)
        assert NAME in office.get(f"/{page}/{row.pk}/").text


def test_no_other_kind_of_row_holds_papers(xiangyang: Plan, signed_in: Callable[[str], Client]) -> None:
    office = signed_in("office")
    for kind in ("plans.Plan", "accounts.User", "plans.observation", "x"):
        answer = office.post(f"/attachments/to/{kind}/{xiangyang.pk}/", {"file": SimpleUploadedFile("a.pdf", PDF)})
        assert answer.status_code == 404, kind


def test_one_is_never_sent_to_another_site(figure: Observation, signed_in: Callable[[str], Client]) -> None:
    where = f"/attachments/to/plans.Observation/{figure.pk}/"
    assert signed_in("office").post(where, {"next": "https://elsewhere.example/"})["Location"] == "/"


def test_every_night_the_files_are_held_against_their_rows(
    figure: Observation, signed_in: Callable[[str], Client]
) -> None:
    upload(signed_in("office"), figure)
    assert look_after_files() == {"whole": 1, "deleted": 0}
    for path in store.stored_files():
        path.unlink()
    with pytest.raises(RuntimeError, match="missing or changed"):
        look_after_files()


def test_papers_are_reached_by_their_rows_alone(figure: Observation, account: Callable[[str], User]) -> None:
    assert not visible(account("office"), Attachment).exists()


def test_a_file_that_is_gone_is_not_found(figure: Observation, signed_in: Callable[[str], Client]) -> None:
    office = signed_in("office")
    upload(office, figure)
    for path in store.stored_files():
        path.unlink()
    assert office.get(f"/attachments/{Attachment.objects.get().pk}/").status_code == 404


def test_a_request_larger_than_any_file_is_turned_away_unread(
    figure: Observation, signed_in: Callable[[str], Client], tmp_path: Path, settings: Settings
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    refused = upload(signed_in("office"), figure, content=bytes(REQUEST_ALLOWED))
    assert refused.status_code == 400
    assert "上传的内容太大" in refused.text
    assert list(tmp_path.iterdir()) == []
    answer = upload(signed_in("office"), figure, content=PDF + bytes(BYTES_ALLOWED))
    assert answer.status_code == 302  # told on the page
    assert not Attachment.objects.exists()
