import pytest
from django.http import HttpResponse
from django.test import override_settings
from django.urls import path

from lianzhang.kernel.doors import door, register_door
from lianzhang.kernel.metrics import Row

urlpatterns = [path("things/<int:pk>/", lambda request, pk: HttpResponse(), name="thing")]


@override_settings(ROOT_URLCONF=__name__)
def test_row_of_a_registered_kind_opens_at_its_page() -> None:
    register_door("tests.thing", "thing")
    assert door(Row("tests.thing", 7)) == "/things/7/"


def test_kind_with_two_doors_is_refused() -> None:
    register_door("tests.other", "thing")
    with pytest.raises(ValueError, match="two doors"):
        register_door("tests.other", "another")


def test_row_that_no_room_shows_is_an_error() -> None:
    with pytest.raises(LookupError, match=r"tests\.nobody"):
        door(Row("tests.nobody", 1))
