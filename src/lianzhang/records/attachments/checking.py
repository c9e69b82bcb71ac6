"""Looking at an uploaded paper: its name, its size, and whether it is what its name says.

A table of first bytes, because the libraries that guess types know neither OFD nor what is inside a container."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from pathlib import PurePosixPath

from django.core.exceptions import ValidationError

from lianzhang.kernel.archives import DAMAGED, SWOLLEN, UNSAFE, ArchiveRefused, Limits, parts

__all__ = ["ACCEPTED", "BYTES_ALLOWED", "KINDS", "clean_name", "kind_of"]

BYTES_ALLOWED = 20 * 1024 * 1024
NAME_LONGEST = 150
UNPACKED_ALLOWED, PARTS_ALLOWED = 64 * 1024 * 1024, 3_000
OFFICE = "application/vnd.openxmlformats-officedocument"
# Control characters, and the marks that turn the reading direction: "报告[RLO]fdp.exe" reads as a PDF.
UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
NOT_IN_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
NOT_IN_NAMES = re.compile(r'[/\\:*?"<>|]')
PDF = b"%PDF-"
REFUSALS = {
    SWOLLEN: "解开后过大；请删去无关的图片和附表，或另存为 PDF 后再传",
    DAMAGED: "已损坏，读不出来；请打开后重新另存，再传",
    UNSAFE: "里面有办公软件不会写的内容；请打开后重新另存，或另存为 PDF 后再传",
}


def _starts(*starts: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(starts)


def _text(content: bytes) -> bool:
    if content.startswith(PDF):
        return False
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return not NOT_IN_TEXT.search(content.decode(encoding))
        except UnicodeDecodeError:
            continue
    return False


def _packed(part: str, content_type: str = "") -> Callable[[bytes], bool]:
    """A container that holds `part`, with `content_type` in its list of contents, and no macro."""

    def look(content: bytes) -> bool:
        if not content.startswith(b"PK\x03\x04"):
            return False
        content_types, names = b"", set()
        for name, inside in parts(content, Limits(UNPACKED_ALLOWED, PARTS_ALLOWED)):
            names.add(name)
            if name == "[Content_Types].xml":
                content_types = inside
        macro = any(name.lower().endswith("vbaproject.bin") for name in names)
        return part in names and content_type.encode() in content_types and not macro

    return look


def _compound(*streams: str) -> Callable[[bytes], bool]:
    """An OLE file of the old office programs that holds one of `streams`; its directory names them in UTF-16."""
    return lambda content: (
        content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
        and any(f"{stream}\0".encode("utf-16-le") in content for stream in streams)
    )


WRITER, SHEETS = _compound("WordDocument"), _compound("Workbook", "Book")
# extension: the content type it is handed out as, and whether content is of that kind.
KINDS: dict[str, tuple[str, Callable[[bytes], bool]]] = {
    "pdf": ("application/pdf", _starts(PDF)),
    "ofd": ("application/ofd", _packed("OFD.xml")),
    "docx": (f"{OFFICE}.wordprocessingml.document", _packed("word/document.xml", "wordprocessingml.document.main+xml")),
    "xlsx": (f"{OFFICE}.spreadsheetml.sheet", _packed("xl/workbook.xml", "spreadsheetml.sheet.main+xml")),
    "doc": ("application/msword", WRITER),
    "wps": ("application/vnd.ms-works", WRITER),
    "xls": ("application/vnd.ms-excel", SHEETS),
    "et": ("application/vnd.ms-excel", SHEETS),
    "jpg": ("image/jpeg", _starts(b"\xff\xd8\xff")),
    "jpeg": ("image/jpeg", _starts(b"\xff\xd8\xff")),
    "png": ("image/png", _starts(b"\x89PNG\r\n\x1a\n")),
    "csv": ("text/csv; charset=utf-8", _text),
    "txt": ("text/plain; charset=utf-8", _text),
}
ACCEPTED = ",".join(f".{kind}" for kind in KINDS)
ENCRYPTED = _compound("EncryptedPackage")


def clean_name(name: str) -> str:
    """The name as it is kept and handed out. Raises ValidationError for one that pretends to be something else."""
    name = unicodedata.normalize("NFC", name).strip()
    if UNSEEN.search(name) or NOT_IN_NAMES.search(name) or name.startswith("."):
        raise ValidationError('文件名里有看不见的字符，或有 / \\ : * ? " < > | 这样的符号；请改名后再传。')
    stem, suffix = PurePosixPath(name).stem, PurePosixPath(name).suffix
    return stem[: NAME_LONGEST - len(suffix)] + suffix


def kind_of(name: str, content: bytes) -> str:
    """The kind that name and content agree on. Raises ValidationError with what to do."""
    kind = PurePosixPath(name).suffix.lower().removeprefix(".")
    if kind not in KINDS:
        raise ValidationError(f"不能传 .{kind or '无后缀'} 文件；可以传{'、'.join(KINDS)}。")
    if not content:
        raise ValidationError("文件是空的；请重选。")
    if len(content) > BYTES_ALLOWED:
        raise ValidationError(f"文件超过{BYTES_ALLOWED // 1024 // 1024}MB；请压缩图片或拆分后再传。")
    if ENCRYPTED(content):
        raise ValidationError("文件加了密码，以后打不开就成了废纸；请去掉密码后再传。")
    try:
        agrees = KINDS[kind][1](content)
    except ArchiveRefused as refused:
        raise ValidationError(f"文件{REFUSALS[refused.why]}。") from refused
    if not agrees:
        raise ValidationError(f"内容不是 .{kind} 文件；请用原来的软件打开，另存为 .{kind} 后再传，不要只改后缀。")
    return kind
