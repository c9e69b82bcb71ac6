"""What people type to change their password or to pass the second factor."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.exceptions import ValidationError

from lianzhang.kernel.forms import Form, FormOfOurs

from .proving import NOT_PROVEN, proves
from .requests import SignedInRequest

__all__ = ["FactorForm", "PasswordForm", "SignInForm", "TokenForm"]


class SignInForm(FormOfOurs, AuthenticationForm):
    """A wrong name and a wrong password read the same."""

    error_messages = dict.fromkeys(("invalid_login", "inactive"), "账号或口令不对，请重新输入。口令区分大小写。")

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for name, label in (("username", "账号"), ("password", "口令")):
            self.fields[name].label = label


class PasswordForm(FormOfOurs, PasswordChangeForm):
    """Django's own, in the words of this house; a temporary password cannot be kept by typing it again."""

    error_messages = PasswordChangeForm.error_messages | {
        "password_mismatch": "两遍输得不一样，请重新输入。",
        "password_incorrect": NOT_PROVEN,
    }

    def __init__(self, request: SignedInRequest, *given: Any) -> None:
        super().__init__(request.user, *given)
        self.request = request
        for name, label in (("old_password", "现在的口令"), ("new_password1", "新口令"), ("new_password2", "再输一遍")):
            self.fields[name].label = label
        self.fields["new_password1"].help_text = "".join(password_validators_help_texts())
        self.fields["new_password2"].help_text = ""

    def clean_old_password(self) -> str:
        old = str(self.cleaned_data["old_password"])
        if not proves(self.request, old):
            raise ValidationError(NOT_PROVEN, code="password_incorrect")
        return old

    def validate_password_for_user(self, user: Any, *_: str) -> None:
        """What is wrong with a new password stands at the first of its two fields."""
        super().validate_password_for_user(user, "new_password1")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        old = cleaned.get("old_password")
        if old and old == cleaned.get("new_password1"):
            self.add_error("new_password1", ValidationError("新口令和现在的一样，请换一个。", code="password_same"))
        return cleaned


def _code(label: str, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=20,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code", **more}),
    )


class TokenForm(Form):
    token = _code("验证码", autofocus=True)


class FactorForm(Form):
    """To set up an authenticator: one's password, a code of the one in use where there is one, a code of the new."""

    password = forms.CharField(
        label="现在的口令",
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )
    current = _code("现在的验证码")
    token = _code("新验证器上的验证码")

    def __init__(self, *given: Any, replaces: bool) -> None:
        super().__init__(*given)
        if replaces:
            self.fields["current"].help_text = "正在使用的验证器上的；手机丢了，用一个恢复码。"
        else:
            del self.fields["current"]
