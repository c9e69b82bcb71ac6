"""Containers from outside: what swells, nests, leaves its folder or declares a document type is not taken apart."""

from __future__ import annotations

import io
import zipfile

import pytest

from lianzhang.kernel.archives import DAMAGED, SWOLLEN, UNSAFE, ArchiveRefused, Limits, parts

ENTITY = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'


def packed(*members: tuple[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return stream.getvalue()


def refusal(source: bytes, unpacked: int = 10_000, allowed: int = 10) -> str:
    with pytest.raises(ArchiveRefused) as refused:
        list(parts(source, Limits(unpacked, allowed)))
    return refused.value.why


def test_parts_come_out_as_they_went_in() -> None:
    members = (("a.xml", b"<?xml version='1.0'?><!-- note --><a/>"), ("b.bin", b"\0\1"))
    assert tuple(parts(packed(*members), Limits(10_000, 10))) == members


@pytest.mark.parametrize("name", ["/etc/x", "../x", "a/../../x", "..\\x", "C:\\x", "\\\\server\\x"])
def test_a_part_that_leaves_the_container_is_unsafe(name: str) -> None:
    assert refusal(packed((name, b"x"))) == UNSAFE


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_document_type_is_unsafe_in_any_encoding(encoding: str) -> None:
    assert refusal(packed(("word/document.xml", ENTITY.encode(encoding)))) == UNSAFE
    assert refusal(packed(("_rels/.rels", ENTITY.encode(encoding)))) == UNSAFE


def test_xml_that_cannot_be_read_is_damaged() -> None:
    assert refusal(packed(("a.xml", b"<?xml version='1.0' encoding='no-such'?><a/>"))) == DAMAGED
    assert refusal(packed(("a.xml", b"plain words"))) == DAMAGED


def test_what_swells_is_refused_at_the_limit_and_not_after() -> None:
    source = packed(("a", b"0" * 10_000), ("b", b"0" * 10_000))
    assert len(list(parts(source, Limits(20_000, 10)))) == 2
    assert refusal(source, unpacked=19_999) == SWOLLEN
    assert refusal(packed(*((str(n), b"") for n in range(11)))) == SWOLLEN


def test_a_size_told_falsely_is_not_believed() -> None:
    source = bytearray(packed(("a", b"0" * 100_000)))
    entry = source.index(b"PK\x01\x02")
    source[entry + 24 : entry + 28] = (5).to_bytes(4, "little")  # uncompressed size in the directory
    with pytest.raises(ArchiveRefused):
        list(parts(bytes(source), Limits(10_000, 10)))


def test_an_archive_within_shares_the_limits_and_may_hold_no_other() -> None:
    inner = packed(("big", b"0" * 9_000))
    assert len(list(parts(packed(("embeddings/a.xlsx", inner)), Limits(10_000, 10)))) == 1
    assert refusal(packed(("a.xlsx", inner), ("b.xlsx", inner))) == SWOLLEN
    assert refusal(packed(("a.zip", packed(("b.zip", packed(("c", b"x"))))))) == UNSAFE


@pytest.mark.parametrize("source", [b"", b"PK\x03\x04", b"no archive", packed(("a", b"x"))[:-8]])
def test_what_is_no_whole_archive_is_damaged(source: bytes) -> None:
    assert refusal(source) == DAMAGED
