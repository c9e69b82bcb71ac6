"""Small files of every kind, as office programs write them, for tests of what is uploaded."""

from __future__ import annotations

import io
import zipfile

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OFFICE = "application/vnd.openxmlformats-officedocument"


def packed(*members: tuple[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return stream.getvalue()


def contents(kind: str) -> str:
    return f'<Types><Override PartName="/x" ContentType="{OFFICE}.{kind}.main+xml"/></Types>'


def compound(*streams: str) -> bytes:
    return OLE + bytes(1000) + b"".join(f"{stream}\0".encode("utf-16-le") for stream in streams)


def docx(*more: tuple[str, str | bytes]) -> bytes:
    listed = contents("wordprocessingml.document")
    return packed(("[Content_Types].xml", listed), ("word/document.xml", "<w/>"), *more)


PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
PAPERS: dict[str, bytes] = {
    "pdf": PDF,
    "ofd": packed(("OFD.xml", "<OFD/>"), ("Doc_0/Document.xml", "<Document/>")),
    "docx": docx(),
    "xlsx": packed(("[Content_Types].xml", contents("spreadsheetml.sheet")), ("xl/workbook.xml", "<workbook/>")),
    "doc": compound("Root Entry", "WordDocument"),
    "wps": compound("Root Entry", "WordDocument"),
    "xls": compound("Root Entry", "Workbook"),
    "et": compound("Root Entry", "Book"),
    "jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF\0",
    "jpeg": b"\xff\xd8\xff\xe1\x00\x10Exif\0",
    "png": b"\x89PNG\r\n\x1a\n\x00\x00",
    "csv": "编号,数值\r\na,1\r\n".encode("gb18030"),
    "txt": "关于调整链长的通知\n".encode(),
}
