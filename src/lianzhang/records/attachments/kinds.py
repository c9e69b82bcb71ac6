"""Whether content is what its ending says; runs in a process of its own (kernel/shut_in.py). No Django in here.

A table of first bytes, because the libraries that guess types know neither OFD nor what is inside a container."""

from __future__ import annotations

import re
from collections.abc import Callable

from lianzhang.kernel import shut_in
from lianzhang.kernel.archives import ArchiveRefused, Limits, parts

__all__ = ["KINDS", "LOCKED", "OTHER", "fault_of", "main"]

LOCKED, OTHER = "locked", "other"
UNPACKED_ALLOWED, PARTS_ALLOWED = 64 * 1024 * 1024, 3_000
OFFICE = "application/vnd.openxmlformats-officedocument"
NOT_IN_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
PDF = b"%PDF-"


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
ENCRYPTED = _compound("EncryptedPackage")


def fault_of(kind: str, content: bytes) -> str:
    """What stands against taking `content` as `kind`: LOCKED, OTHER, a reason of an archive's; "" where nothing."""
    if ENCRYPTED(content):
        return LOCKED
    try:
        return "" if KINDS[kind][1](content) else OTHER
    except ArchiveRefused as refused:
        return refused.why


def main() -> None:
    shut_in.run(lambda content, kind: shut_in.tell(fault_of(kind, content)))
