"""Where a form leads back to."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from lianzhang.kernel.forms import back_to


@pytest.mark.parametrize(
    ("said", "leads"),
    [
        ("/firms/3/?at=2023", "/firms/3/?at=2023"),
        ("", "/"),
        ("9999-12-31", "/"),
        ("firm", "/"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_a_form_leads_back_to_a_page_of_ours_alone(said: str, leads: str) -> None:
    assert back_to(RequestFactory().post("/x/", {"next": said}))["Location"] == leads
