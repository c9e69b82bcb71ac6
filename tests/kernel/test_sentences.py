"""A sentence on many lines of a template reads as one: no blank that only the source needs, every one that is meant."""

from __future__ import annotations

import pytest
from django.template import Context, Template, TemplateSyntaxError


def rendered(source: str, **values: object) -> str:
    return Template("{% sentence %}" + source + "{% endsentence %}").render(Context(values))


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("\n  截至今天，\n  有三家。\n", "截至今天，有三家。"),
        ("{% if a %}\n  {{ a }}\n  家\n{% else %}\n  没有\n{% endif %}\n。", "3家。"),
        ("填0。 右边是上一期", "填0。右边是上一期"),
        ("{% for each in many %}\n  {% if not forloop.first %}、{% endif %}\n  {{ each }}\n{% endfor %}", "x y、z"),
    ],
)
def test_lines_and_blanks_of_the_source_are_dropped(source: str, text: str) -> None:
    assert rendered(source, a=3, many=["x y", "z"]) == text


@pytest.mark.parametrize(
    "source",
    [
        "运行 lianzhang audit verify --head 文件。",
        '<a class="btn btn-primary"\n  href="/">去</a>',
        '<span class="figure{% if a %} large{% endif %}">三</span>',
        "上一条　下一条",
        "账号&#32;{{ a }}",
    ],
)
def test_a_blank_that_is_meant_stays(source: str) -> None:
    assert rendered(source, a="") == Template(source).render(Context({"a": ""}))


def test_a_blank_of_a_value_stays_and_the_value_is_escaped() -> None:
    assert rendered("\n{{ name }}\n", name="a <b") == "a &lt;b"


def test_it_ends_where_it_says() -> None:
    assert Template("{% sentence %} 一 {% endsentence %} 二 三").render(Context()) == "一 二 三"
    with pytest.raises(TemplateSyntaxError):
        Template("{% sentence %} 一")


def test_a_template_within_ends_without_its_line_break() -> None:
    part = Template("\n<b>{{ a }}</b>\n")
    assert rendered("有\n{% include part %}\n。", part=part, a="<") == "有<b>&lt;</b>。"
    outside = Template("{% sentence %}一{% endsentence %}{% include part %}")
    assert outside.render(Context({"part": part, "a": 1})) == "一\n<b>1</b>\n"


def test_a_template_may_be_named() -> None:
    assert rendered("有\n{% include name %}\n。", name="components/_figure.html", shown={"number": 3}) == "有<b>3</b>。"
