"""A paper is kept only when it is what its name says; the store holds each content once, whole, unchanged."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from pytest_django import Settings

from lianzhang.accounts.models import User
from lianzhang.records.attachments import actions, store
from lianzhang.records.attachments.actions import add_attachment, attachments_of, inspect, remove_attachment, sweep
from lianzhang.records.attachments.checking import BYTES_ALLOWED, KINDS, clean_name, kind_of
from lianzhang.records.models import Attachment, AuditEvent
from lianzhang.records.subjects import subject_of
from tests.papers import PAPERS, PDF, compound, docx, packed


@pytest.fixture(autouse=True)
def own_store(settings: Settings, tmp_path: Path) -> Path:
    settings.VAR = tmp_path
    return tmp_path / "files"


@pytest.fixture
def row(db: None) -> User:
    """Any row will do: the store does not know what it belongs to."""
    return User.objects.create(username="row", label="某记录")


@pytest.fixture
def by(db: None) -> User:
    return User.objects.create(username="office", label="市工促办")


# --- names


@pytest.mark.parametrize("name", ["印发《方案》的通知（襄工促办〔2023〕1号）.pdf", "a b.PDF", "é.txt"])
def test_a_usual_name_is_kept(name: str) -> None:
    assert clean_name(f" {name} ") == name


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd.txt",
        "..\\x.txt",
        "C:x.txt",
        "a\x00.pdf",
        "a\n.pdf",
        "报告\u202efdp.exe",
        ".bashrc",
        "a\u200b.pdf",
    ],
)
def test_a_name_that_pretends_is_refused(name: str) -> None:
    with pytest.raises(ValidationError, match="改名后再传"):
        clean_name(name)


def test_a_long_name_keeps_its_ending() -> None:
    assert len(clean_name("长" * 300 + ".pdf")) == 150
    assert clean_name("长" * 300 + ".pdf").endswith("长.pdf")


# --- kinds


def test_there_is_a_sample_of_every_kind() -> None:
    assert set(PAPERS) == set(KINDS)


@pytest.mark.parametrize("kind", PAPERS)
def test_each_kind_is_known_by_its_content(kind: str) -> None:
    assert kind_of(f"a.{kind.upper()}", PAPERS[kind]) == kind


ALIKE = [{"jpg", "jpeg"}, {"doc", "wps"}, {"xls", "et"}, {"csv", "txt"}]


@pytest.mark.parametrize("kind", PAPERS)
def test_content_under_another_ending_is_refused(kind: str) -> None:
    for other in PAPERS:
        if other != kind and {kind, other} not in ALIKE:
            with pytest.raises(ValidationError, match="不要只改后缀"):
                kind_of(f"a.{kind}", PAPERS[other])


@pytest.mark.parametrize("name", ["a.exe", "a.html", "a.svg", "a.js", "a.zip", "a.docm", "a", "pdf", "a.pdf.exe"])
def test_other_endings_are_refused(name: str) -> None:
    with pytest.raises(ValidationError, match="不能传"):
        kind_of(name, PDF)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.pdf", b"", "空的"),
        ("a.pdf", PDF + bytes(BYTES_ALLOWED), "超过20MB"),
        ("a.pdf", b"<html><script>alert(1)</script>", "不是 .pdf"),
        ("a.png", b"<svg onload=alert(1)>", "不是 .png"),
        ("a.txt", b"MZ\x90\x00", "不是 .txt"),
        ("a.docx", compound("EncryptedPackage"), "密码"),
        ("a.docx", docx(("word/vbaProject.bin", b"x")), "不是 .docx"),
        ("a.docx", docx(("word/media.bin", bytes(65 * 1024 * 1024))), "过大"),
        ("a.docx", docx(*((f"p{n}", b"") for n in range(3_000))), "过大"),
        ("a.docx", docx(("customXml/item1.xml", '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///e">]><a/>')), "不会写的内容"),
        ("a.docx", docx(("../../x", b"x")), "不会写的内容"),
        ("a.docx", docx(("e/a.docx", docx(("e/b.docx", docx())))), "不会写的内容"),
        ("a.docx", docx()[:-30], "已损坏"),
        ("a.ofd", packed(("a.txt", b"x")), "不是 .ofd"),
    ],
)
def test_what_is_not_what_it_seems_is_refused_with_what_to_do(name: str, content: bytes, told: str) -> None:
    with pytest.raises(ValidationError, match=told) as refused:
        kind_of(name, content)
    assert refused.value.messages[0].endswith("。")


# --- the store


def test_a_file_lies_under_its_hash_for_its_owner_alone(own_store: Path) -> None:
    digest = store.store_file(PDF)
    path = own_store / digest[:2] / digest
    assert path.read_bytes() == PDF
    assert path.stat().st_mode & 0o777 == 0o600
    assert store.store_file(PDF) == digest
    assert len(list(store.stored_files())) == 1


def test_a_file_that_cannot_be_written_leaves_nothing(own_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        store.store_file(PDF)
    assert list(store.stored_files()) == []


# --- acts


def test_a_paper_is_added_with_one_event(row: User, by: User) -> None:
    added = add_attachment(row=row, name="通知.pdf", content=PDF, by=by)
    (event,) = AuditEvent.objects.all()
    assert (added.subject, added.kind, added.size, added.account) == (subject_of(row), "pdf", len(PDF), "office")
    assert (event.action, event.subject) == ("attachment.add", subject_of(row))
    assert event.facts == {"file": "通知.pdf", "sha256": added.sha256, "size": len(PDF)}


def test_the_same_file_is_added_once_to_a_row_and_stored_once_for_all(row: User, by: User) -> None:
    add_attachment(row=row, name="a.pdf", content=PDF, by=by)
    with pytest.raises(ValidationError, match="已经附上"):
        add_attachment(row=row, name="b.pdf", content=PDF, by=by)
    add_attachment(row=by, name="c.pdf", content=PDF, by=by)
    assert len(list(store.stored_files())) == 1


def test_a_row_has_only_so_many(row: User, by: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "PER_ROW", 1)
    add_attachment(row=row, name="a.pdf", content=PDF, by=by)
    with pytest.raises(ValidationError, match="最多附1份"):
        add_attachment(row=row, name="b.txt", content=PAPERS["txt"], by=by)


def test_a_paper_is_removed_with_a_reason_and_its_name_stays_in_the_log(row: User, by: User) -> None:
    added = add_attachment(row=row, name="a.pdf", content=PDF, by=by)
    with pytest.raises(ValidationError, match="理由"):
        remove_attachment(attachment=added, reason=" ", by=by)
    remove_attachment(attachment=added, reason="传错了", by=by)
    assert not attachments_of(row).exists()
    event = AuditEvent.objects.get(action="attachment.remove")
    assert (event.facts["file"], event.facts["reason"], event.subject) == ("a.pdf", "传错了", subject_of(row))


def grow_old(seconds: float) -> None:
    for path in store.stored_files():
        os.utime(path, (time.time() - seconds,) * 2)


def test_a_sweep_takes_what_no_row_names_and_spares_uploads_on_their_way(row: User, by: User) -> None:
    add_attachment(row=row, name="a.pdf", content=PDF, by=by)
    store.store_file(b"left over")
    assert sweep() == 0
    grow_old(2 * actions.UNUSED_FOR)
    store.store_file(b"left over")  # somebody uploads the same again just now
    assert sweep() == 0
    grow_old(2 * actions.UNUSED_FOR)
    assert sweep() == 1
    assert inspect().whole == 1


def test_an_upload_whose_transaction_fails_leaves_no_row_and_a_file_for_the_sweep(row: User, by: User) -> None:
    def fail() -> None:
        with transaction.atomic():
            add_attachment(row=row, name="a.pdf", content=PDF, by=by)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert not Attachment.objects.exists()
    assert not AuditEvent.objects.exists()
    grow_old(2 * actions.UNUSED_FOR)
    assert sweep() == 1


def test_an_inspection_names_what_is_missing_and_what_changed(row: User, by: User, run: Callable[..., str]) -> None:
    add_attachment(row=row, name="whole.pdf", content=PDF, by=by)
    assert "核验通过：1份完好" in run("attachments", "verify")
    missing = add_attachment(row=row, name="missing.txt", content=b"a", by=by)
    changed = add_attachment(row=row, name="changed.txt", content=b"b", by=by)
    store.path_of(missing.sha256).unlink()
    store.path_of(changed.sha256).write_bytes(b"c")
    found = inspect()
    assert (found.whole, found.missing, found.changed) == (1, [missing], [changed])
    told = run("attachments", "verify")
    assert "“missing.txt”：文件不在了" in told
    assert "“changed.txt”：内容变了" in told
    assert "不通过" in told


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    from lianzhang.records.commands import COMMANDS

    def call(*arguments: str) -> str:
        name, *rest = arguments
        next(each for each in COMMANDS if each.name == name).main(rest, standalone_mode=False)
        return capsys.readouterr().out

    return call
