"""Links keep what one looks from; inputs and lights come out as the kit wants them."""

from datetime import date
from types import SimpleNamespace

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import path

from lianzhang.kernel.formatting import LIGHTS
from lianzhang.kernel.templatetags.formatting import light
from lianzhang.kernel.templatetags.links import control, is_web_address, quarters

VIEWPOINT = SimpleNamespace(query="?at=2022Q3&plan=one")

pytestmark = pytest.mark.urls(__name__)
urlpatterns = [path("plan/", lambda request: None, name="plan"), path("duty/", lambda request: None, name="duty")]


def rendered(source, **context):
    return Template(source).render(Context(context))


def test_a_link_keeps_day_and_plan():
    assert rendered("{% at_url 'plan' %}", viewpoint=VIEWPOINT) == "/plan/?at=2022Q3&amp;plan=one"


def test_a_link_adds_changes_and_drops_what_is_asked_for():
    source = "{% at_url 'plan' state='met' owner='' at=None fragment='rows' %}"
    assert rendered(source, viewpoint=VIEWPOINT) == "/plan/?plan=one&amp;state=met#rows"


@pytest.mark.parametrize("context", [{}, {"viewpoint": None}])
def test_a_link_without_viewpoint_is_plain(context):
    assert rendered("{% at_url 'plan' %}", **context) == "/plan/"


def test_values_in_links_are_escaped():
    assert '"' not in rendered("{% at_url 'plan' q=q %}", q='"><script>')


def test_a_get_form_keeps_day_and_plan():
    assert rendered("{% at_fields without='plan' %}", viewpoint=VIEWPOINT) == (
        '<input type="hidden" name="at" value="2022Q3">'
    )


def test_a_filter_keeps_its_neighbours():
    request = RequestFactory().get("/", {"state": "met", "page": "3", "owner": ["a", "b"]})
    fields = rendered("{% other_fields without='state page' %}", request=request)
    assert fields.count("owner") == 2
    assert "state" not in fields


def test_a_room_that_is_not_installed_is_left_out():
    assert rendered("{% room 'no_such_page' as found %}{{ found }}") == "None"


@pytest.mark.parametrize(
    ("path", "view_name", "is_open"),
    [("/", "duty", True), ("/plan/again/", "elsewhere", True), ("/elsewhere/", "elsewhere", False)],
)
def test_a_room_is_open_on_its_pages_and_below_its_door(path, view_name, is_open):
    request = RequestFactory().get(path)
    request.resolver_match = SimpleNamespace(view_name=view_name)
    source = "{% room 'plan duty' as found %}{{ found.href }} {{ found.open }}"
    assert rendered(source, request=request) == f"/plan/ {is_open}"


def test_a_room_on_an_unknown_page_is_closed():
    request = RequestFactory().get("/")
    request.resolver_match = None
    assert rendered("{% room 'plan' as found %}{{ found.open }}", request=request) == "False"


@pytest.mark.parametrize(
    ("address", "safe"),
    [("https://example.org/", True), ("HTTP://example.org", True), ("javascript:alert(1)", False), (None, False)],
)
def test_only_web_addresses_become_links(address, safe):
    assert is_web_address(address) is safe


def test_the_switch_offers_every_quarter_the_plan_touches():
    plan = SimpleNamespace(starts=date(2021, 7, 1), ends=date(2022, 12, 31))
    years = quarters(plan)
    assert [(year["year"], [q["code"] for q in year["quarters"]]) for year in years] == [
        (2021, ["2021Q3", "2021Q4"]),
        (2022, ["2022Q1", "2022Q2", "2022Q3", "2022Q4"]),
    ]


def test_an_input_is_dressed_by_its_kind_and_marked_when_wrong():
    class Form(forms.Form):
        name = forms.CharField(widget=forms.TextInput({"class": "own"}))
        kind = forms.ChoiceField(choices=[("a", "甲")])

    form = Form({})
    assert 'class="form-control own is-invalid"' in control(form["name"])
    assert 'class="form-select is-invalid"' in control(form["kind"])


def test_a_file_is_chosen_in_chinese_whatever_the_browser_speaks():
    class Form(forms.Form):
        file = forms.FileField()

    made = control(Form()["file"])
    assert made.startswith('<span class="file"><input type="file"')
    assert "选择文件" in made


@pytest.mark.parametrize("state", LIGHTS)
def test_a_light_is_a_shape_with_a_word_for_everyone(state):
    assert LIGHTS[state] in light(state)
    assert f'aria-label="{LIGHTS[state]}"' in light(state, mark=True)


def test_the_six_shapes_differ():
    assert len({light(state).split("light-")[1].split("</svg>")[0].split(">", 1)[1] for state in LIGHTS}) == len(LIGHTS)


def test_a_light_of_an_unknown_name_is_refused():
    with pytest.raises(KeyError):
        light("green")


def test_a_label_of_a_light_is_escaped():
    assert "<b>" not in light("met", "<b>", mark=True)
