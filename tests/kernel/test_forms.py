"""Where a form leads back to, and what is shown again where its row is gone."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.urls import resolve

from lianzhang.kernel.forms import LONGEST, MOST, Form, TextField, back_to, refuse, typed_in, words_sent


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


class Named(forms.Form):
    name = TextField()


class Described(forms.Form):
    text = TextField(widget=forms.Textarea)


@pytest.mark.parametrize("letter", ["\x07", "\x85", "\u202e", "\u2066", "\ud800"])
def test_a_text_with_letters_that_mislead_is_refused_at_its_field_and_place(letter: str) -> None:
    form = Named({"name": f"甲{letter}厂"})
    assert form.errors["name"] == ["第1个字后面有看不见的字符；请删去后重新输入。"]


@pytest.mark.parametrize("typed", ["甲厂\u200b", "\ufeff甲厂", "\u3000甲厂\u00a0", "甲\u200d厂"])
def test_what_is_typed_is_kept_clean(typed: str) -> None:
    form = Named({"name": typed})
    assert form.is_valid()
    assert form.cleaned_data == {"name": "甲厂"}


def test_lines_stay_in_a_text_of_several_and_become_one_in_a_name() -> None:
    typed = "甲厂\r\n\t乙厂（🀄）"
    named, described = Named({"name": typed}), Described({"text": typed})
    assert named.is_valid()
    assert described.is_valid()
    assert named.cleaned_data == {"name": "甲厂 乙厂（🀄）"}
    assert described.cleaned_data == {"text": "甲厂\n\t乙厂（🀄）"}


def test_nothing_but_what_nobody_sees_is_nothing() -> None:
    assert Named({"name": "\u200b \u00a0"}).errors["name"]


class Typed(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label="方式", choices=[("own", "自建")])
    on = forms.DateField(label="日期")
    note = forms.CharField(label="说明", required=False)
    word = forms.CharField(label="密码", widget=forms.PasswordInput)


def test_what_was_filled_in_is_told_by_label_and_never_a_password() -> None:
    form = Typed({"version": "3", "kind": "own", "on": "昨天", "note": "", "word": "秘密"})
    assert typed_in(form) == (("方式", "自建"), ("日期", "昨天"))
    assert typed_in(Typed({"kind": "strange"})) == (("方式", "strange"),)


def test_the_words_of_a_request_are_what_is_written_in_chinese() -> None:
    sent = {"reason": "到期", "state": "active", "version": "3", "new_password1": "秘密", "note": ["长" * 5_000, "x"]}
    request = RequestFactory().post("/", sent)
    assert words_sent(request) == []  # no view answers
    request.resolver_match = resolve("/")
    assert words_sent(request) == ["到期", "长" * LONGEST]
    many = RequestFactory().post("/", {"note": ["话"] * 30})
    many.resolver_match = resolve("/")
    assert len(words_sent(many)) == MOST


class Every(Form):
    """One field of each kind that forms of the house have."""

    text = TextField(label="名称", max_length=2)
    day = forms.DateField(label="日期")
    whole = forms.IntegerField(label="年份", min_value=1998, max_value=2100)
    share = forms.DecimalField(label="比例", max_digits=5, decimal_places=2, max_value=100)
    address = forms.URLField(label="网址", assume_scheme="https")
    post = forms.EmailField(label="邮箱")
    kind = forms.ChoiceField(label="方式", choices=[("own", "自建")])
    kinds = forms.MultipleChoiceField(label="几种", choices=[("own", "自建")])
    agreed = forms.BooleanField(label="已核对")
    file = forms.FileField(label="表格", max_length=5)


NOTHING = dict.fromkeys(Every.base_fields, "")
WRONG = {
    "text": "太长了",
    "day": "昨天",
    "whole": "x",
    "share": "1.234",
    "address": "::",
    "post": "x",
    "kind": "x",
    "kinds": ["x"],
    "agreed": "",
}


@pytest.mark.parametrize(
    ("sent", "file"),
    [
        (NOTHING, None),
        (WRONG, SimpleUploadedFile("a.csv", b"")),
        (WRONG | {"whole": "3", "share": "10000"}, SimpleUploadedFile("long.csv", b"a")),
        (WRONG | {"whole": "3000", "share": "100.5"}, None),
    ],
)
def test_each_fault_names_its_field_in_our_words_and_all_are_told(sent: dict[str, Any], file: Any) -> None:
    form = Every(sent, {"file": file} if file else {})
    assert list(dict.fromkeys(anchor for anchor, _ in form.to_mend)) == [f"id_{name}" for name in Every.base_fields]
    for anchor, words in form.to_mend:
        assert str(form.fields[anchor.removeprefix("id_")].label) in words
        assert "；" in words or words.startswith("请")
        assert not words.endswith("。")


def test_what_an_act_refuses_is_told_in_our_words_and_its_own_are_kept() -> None:
    form = Every(NOTHING | {"text": "甲"})
    from_model = forms.CharField().error_messages["required"]
    refused = {"name": ValidationError(from_model, code="required"), "day": ["日期太早；请核对"], "no": ["不行"]}
    form.errors.clear()
    refuse(form, ValidationError(refused), {"name": "text"})
    assert form.to_mend == [("", "不行"), ("id_text", "请填写“名称”"), ("id_day", "日期太早；请核对")]
