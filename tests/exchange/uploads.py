"""Uploads for the tests: sheets made cell by cell, sent through the pages, read and applied by the worker."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from lianzhang.accounts.models import User
from lianzhang.exchange.models import Batch
from lianzhang.jobs.working import run_one
from lianzhang.kernel.registers import register_of
from tests.enterprises.world import City

Fill = Callable[[Any, Any], None]
Row = Mapping[str, Any]


def sheet_of(*rows: Row, name: str = "企业名录", fill: Fill | None = None, above: Sequence[str] = ()) -> bytes:
    """A workbook with the rows' keys as headings, below the lines `above`; `fill(page, importer)` adds to it."""
    stream = io.BytesIO()
    importer = xlsxwriter.Workbook(stream)
    page = importer.add_worksheet(name)
    headings = list(dict.fromkeys(key for row in rows for key in row))
    for number, line in enumerate(above):
        page.write_string(number, 0, line)
    page.write_row(len(above), 0, headings)
    for number, row in enumerate(rows, start=len(above) + 1):
        for key, value in row.items():
            page.write(number, headings.index(key), value)
    if fill:
        fill(page, importer)
    importer.close()
    return stream.getvalue()


def csv_of(*rows: Row, encoding: str = "utf-8-sig") -> bytes:
    headings = list(dict.fromkeys(key for row in rows for key in row))
    lines = [headings, *([str(row.get(key, "")) for key in headings] for row in rows)]
    return "\n".join(",".join(line) for line in lines).encode(encoding)


def work_off() -> None:
    """Let the worker do all that waits."""
    while run_one():
        pass


class Desk:
    """One account at the pages of imports."""

    def __init__(self, city: City, user: User, var: Path) -> None:
        self.city, self.user, self.var = city, user, var
        self.client = Client()
        self.client.force_login(user)

    def send(self, content: bytes, name: str = "名录.xlsx", register: str = "firms") -> Any:
        """Upload it; the answer of the page, before the worker has looked."""
        file = SimpleUploadedFile(name, content)
        return self.client.post(reverse("sheet_upload", args=[register]), {"file": file})

    def upload(self, content: bytes, name: str = "名录.xlsx", register: str = "firms") -> Batch:
        """Upload it and let the worker look."""
        answer = self.send(content, name, register)
        assert answer.status_code == 302, answer.content.decode()
        work_off()
        return Batch.objects.get(pk=int(answer.url.rstrip("/").rpartition("/")[2]))

    def page(self, batch: Batch, **query: Any) -> str:
        answer = self.client.get(reverse("batch", args=[batch.pk]), query)
        assert answer.status_code == 200
        return re.sub(r"[ \n]+", " ", answer.content.decode())  # as a browser shows it

    def press(self, batch: Batch, name: str, **data: Any) -> Any:
        """Send one of the page's forms, and let the worker do what was asked."""
        answer = self.client.post(reverse(f"batch_{name}", args=[batch.pk]), data)
        work_off()
        batch.refresh_from_db()
        return answer

    def press_marked(self, batch: Batch) -> bytes:
        """The upload with its faults marked."""
        answer: Any = self.client.get(reverse("batch_marked", args=[batch.pk]))
        assert answer.status_code == 200
        return b"".join(answer.streaming_content) if answer.streaming else answer.content

    def press_away(self, batch: Batch) -> None:
        self.client.post(reverse("batch_discard", args=[batch.pk]))

    def faults(self, batch: Batch) -> list[tuple[int, str, str]]:
        """What stands against the upload: row, column, message."""
        return [
            (line.number, column, message)
            for page in batch.pages.filter(status="fault")
            for line in page.lines
            for column, message in line.problems
        ]

    @property
    def titles(self) -> list[str]:
        return [column.title for column in register_of("firms").sheet(self.city.region.pk).columns]


def desk(city: Any, user: User | None = None) -> Desk:
    """Of an account as a request would read it anew; of the office where none is named."""
    return Desk(city, User.objects.get(pk=(user or city.office).pk), Path())
