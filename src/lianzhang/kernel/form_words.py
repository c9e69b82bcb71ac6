"""What is said of a field that was filled in wrongly: which field, and what to do. Django's own words say neither.

A field that says it better in its `error_messages` keeps its words, and so does whatever a room itself refuses."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise

__all__ = ["in_our_words"]

Words = dict[str, str]

# By the code that Django gives: `{label}` is the field's, the others are what Django tells of the value.
ANY: Words = {
    "required": "请填写“{label}”",
    "blank": "请填写“{label}”",
    "null": "请填写“{label}”",
    "invalid": "“{label}”写得不对；请照例子改写",
    "invalid_choice": "“{label}”里没有这一项；请从列表里重选",
    "invalid_pk_value": "“{label}”里没有这一项；请从列表里重选",
    "invalid_list": "“{label}”没有读出来；请重选",
    "max_length": "“{label}”有{show_value}个字，最多{limit_value}个字；请缩短",
    "min_length": "“{label}”只有{show_value}个字，至少{limit_value}个字；请补全",
    "min_value": "“{label}”不能小于{limit_value}；请核对",
    "max_value": "“{label}”不能大于{limit_value}；请核对",
    "step_size": "“{label}”要是{limit_value}的倍数；请核对",
    "max_digits": "“{label}”最多{max}位数字；请核对",
    "max_decimal_places": "“{label}”最多{max}位小数；请四舍五入",
    "max_whole_digits": "“{label}”的整数部分最多{max}位；请核对",
    "null_characters_not_allowed": "“{label}”里有不能保存的字符；请删去后重新输入",
    "unique": "已有“{label}”相同的记录；请核对后改写",
}
CHOSEN: Words = {"required": "请选择“{label}”"}
# What a code means for fields of a kind: the first that fits.
OF_KINDS: tuple[tuple[tuple[type[forms.Field], ...], Words], ...] = (
    ((forms.BooleanField,), {"required": "请勾选“{label}”"}),
    ((forms.ModelChoiceField, forms.ChoiceField), CHOSEN),
    ((forms.DateField,), {"invalid": "“{label}”不是日期；请写成2024-01-31这样"}),
    ((forms.URLField,), {"invalid": "“{label}”不是网址；请写全，以 http:// 或 https:// 开头"}),
    ((forms.EmailField,), {"invalid": "“{label}”不是邮箱地址；请写成 name@example.cn 这样"}),
    ((forms.DecimalField, forms.FloatField), {"invalid": "“{label}”不是数；请写成12.5这样"}),
    ((forms.IntegerField,), {"invalid": "“{label}”不是整数；请写成12这样"}),
    (
        (forms.FileField,),
        {
            "required": "请选一个文件：{label}",
            "missing": "请选一个文件：{label}",
            "invalid": "“{label}”没有传上来；请重选文件",
            "empty": "“{label}”是空文件；请重选",
            "max_length": "“{label}”的文件名有{length}个字，最多{max}个字；请改名后重选",
        },
    ),
)


def in_our_words(form: forms.BaseForm, name: str | None, refused: ValidationError) -> ValidationError:
    """The same refusal, with Django's words replaced by ours; `name`: the field, where the refusal names none."""
    by_field = refused.error_dict if hasattr(refused, "error_dict") else {name: refused.error_list}
    for field, errors in by_field.items():
        if field in form.fields:
            for each in errors:
                _reword(form[field], each)
    return refused


def _reword(bound: forms.BoundField, error: ValidationError) -> None:
    code = error.code or ""
    words = _pattern(bound.field, code)
    if words and isinstance(error.message, Promise) and _is_default(bound.field, code):
        params: Any = error.params or {}
        error.message, error.params = words.format(**params, label=bound.label), None


def _pattern(field: forms.Field, code: str) -> str:
    own = next((words for kinds, words in OF_KINDS if isinstance(field, kinds) and code in words), ANY)
    return own.get(code, "")


def _is_default(field: forms.Field, code: str) -> bool:
    """Whether the field was given no words of its own for this."""
    defaults = (vars(kind).get("default_error_messages", {}) for kind in type(field).__mro__)
    default = next((words[code] for words in defaults if code in words), None)
    return field.error_messages.get(code) is default
