"""Containers from outside: what swells, nests, leaves its folder or declares a document type is not taken apart."""

from __future__ import annotations

import io
import random
import struct
import warnings
import zipfile
from collections.abc import Callable

import pytest

from lianzhang.kernel.archives import DAMAGED, SWOLLEN, UNSAFE, ArchiveRefused, Limits, parts

ENTITY = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'


def packed(*members: tuple[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return stream.getvalue()


def packed_by(method: int) -> bytes:
    """Two parts, packed in a way that Python knows, or told to be in one that it does not."""
    stream = io.BytesIO()
    known = method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
    with zipfile.ZipFile(stream, "w", method if known else zipfile.ZIP_STORED) as archive:
        archive.writestr("a.xml", "<a>" + "x" * 500 + "</a>")
        archive.writestr("b.bin", bytes(range(256)))
    return stream.getvalue() if known else in_each_header(stream.getvalue(), 8, 10, method.to_bytes(2, "little"))


def in_each_header(source: bytes, local: int, central: int, value: bytes) -> bytes:
    """`value` at this place of each part's own header, and of its line in the directory."""
    changed = bytearray(source)
    for mark, place in ((b"PK\x03\x04", local), (b"PK\x01\x02", central)):
        at = source.find(mark)
        while at >= 0:
            changed[at + place : at + place + len(value)] = value
            at = source.find(mark, at + 1)
    return bytes(changed)


def in_directory(source: bytes, place: int, value: bytes, line: int = -1) -> bytes:
    """`value` at this place of the first or last part's line in the directory."""
    at = source.index(b"PK\x01\x02") if line == 0 else source.rindex(b"PK\x01\x02")
    return source[: at + place] + value + source[at + place + len(value) :]


def twice_one_name() -> bytes:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # zipfile doubts it as well
        return packed(("a", b"one"), ("a", b"other"))


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


STRANGE: dict[str, tuple[Callable[[], bytes], str]] = {
    "bzip2": (lambda: packed_by(zipfile.ZIP_BZIP2), UNSAFE),
    "lzma": (lambda: packed_by(zipfile.ZIP_LZMA), UNSAFE),
    "deflate64": (lambda: packed_by(9), UNSAFE),
    "zstandard": (lambda: packed_by(93), UNSAFE),
    "a password": (lambda: in_each_header(packed_by(8), 6, 8, b"\x01\x00"), UNSAFE),
    "one name twice": (twice_one_name, UNSAFE),
    "parts that share their bytes": (lambda: in_directory(packed_by(8), 42, b"\0\0\0\0"), UNSAFE),
    "a checksum that is not its own": (lambda: in_directory(packed_by(8), 16, b"\1\2\3\4"), DAMAGED),
    "another name in the directory": (lambda: in_directory(packed_by(8), 46, b"c.bin"), DAMAGED),
    "a size of 4 GB": (lambda: in_directory(packed_by(0), 20, b"\xfe\xff\xff\xff" * 2), DAMAGED),
    "zip64 without its sizes": (lambda: in_directory(packed_by(0), 20, b"\xff\xff\xff\xff" * 2), DAMAGED),
    "a place beyond the end": (lambda: in_directory(packed_by(8), 42, b"\xff\xff\xff\x7f"), DAMAGED),
    "a directory longer than its limit": (lambda: packed(("a", b"")) + b"PK\x01\x02" * 20, SWOLLEN),
}


@pytest.mark.parametrize("kind", STRANGE)
def test_what_no_office_program_writes_is_refused_by_a_reason(kind: str) -> None:
    make, why = STRANGE[kind]
    assert refusal(make()) == why


@pytest.mark.parametrize("method", [0, 8, 12, 14])
def test_damage_anywhere_is_a_refusal_and_never_another_error(method: int) -> None:
    source, dice = packed_by(method), random.Random(method)
    for _ in range(1_500):
        damaged = bytearray(source)
        for _ in range(dice.choice((1, 2, 4))):
            damaged[dice.randrange(len(source))] = dice.choice((0, 255, dice.randrange(256)))
        try:
            list(parts(bytes(damaged), Limits(100_000, 10)))
        except ArchiveRefused:
            continue


def test_a_damaged_directory_within_is_a_refusal() -> None:
    inner = in_directory(packed(("b", b"x" * 300)), 42, struct.pack("<L", 2**31 - 1))
    assert refusal(packed(("a.xlsx", inner))) == DAMAGED
