"""Turns away a request that is too large before its first byte is stored."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

__all__ = ["REQUEST_ALLOWED", "RefuseHuge"]

# The largest file the house takes (20 MB), and the form around it.
REQUEST_ALLOWED = 21 * 1024 * 1024


class RefuseHuge(FileUploadHandler):
    """Stands before the handlers that store; lets everything else pass."""

    def handle_raw_input(self, _input: Any, _meta: Any, content_length: int, *_: Any) -> None:
        if content_length > REQUEST_ALLOWED:
            raise RequestDataTooBig("The upload is larger than anything the house takes.")

    def receive_data_chunk(self, raw_data: bytes, _start: int) -> bytes:
        return raw_data

    def file_complete(self, _size: int) -> None:
        return None
