import pytest
from django.http import HttpResponse
from django.test import override_settings
from django.urls import path

from lianzhang.kernel.metrics import Row
from lianzhang.kernel.row_pages import register_row_page, row_url

urlpatterns = [path("things/<int:pk>/", lambda request, pk: HttpResponse(), name="thing")]


@override_settings(ROOT_URLCONF=__name__)
def test_row_of_a_registered_kind_opens_at_its_page() -> None:
    register_row_page("tests.thing", "thing")
    assert row_url(Row("tests.thing", 7)) == "/things/7/"


def test_kind_with_two_doors_is_refused() -> None:
    register_row_page("tests.other", "thing")
    with pytest.raises(ValueError, match="two doors"):
        register_row_page("tests.other", "another")


def test_row_that_no_room_shows_is_an_error() -> None:
    with pytest.raises(LookupError, match=r"tests\.nobody"):
        row_url(Row("tests.nobody", 1))
