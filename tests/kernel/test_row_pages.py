import pytest
from django.http import HttpResponse
from django.test import override_settings
from django.urls import path

from lianzhang.kernel import row_pages
from lianzhang.kernel.metrics import Row
from lianzhang.kernel.row_pages import row_url

urlpatterns = [path("things/<int:pk>/", lambda request, pk: HttpResponse(), name="thing")]


@override_settings(ROOT_URLCONF=__name__)
def test_row_of_a_kind_that_a_room_shows_opens_at_its_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_pages, "row_pages", lambda: {"tests.thing": "thing"})
    assert row_url(Row("tests.thing", 7)) == "/things/7/"
    assert row_url(Row("tests.thing", 7, "year=2023")) == "/things/7/?year=2023"


def test_row_that_no_room_shows_is_an_error() -> None:
    with pytest.raises(LookupError, match=r"tests\.nobody"):
        row_url(Row("tests.nobody", 1))
