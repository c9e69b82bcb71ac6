"""What people type to change their password or to pass the second factor."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.exceptions import ValidationError

__all__ = ["PasswordForm", "TokenForm"]


class PasswordForm(PasswordChangeForm):
    """Django's own, in the words of this house; a temporary password cannot be kept by typing it again."""

    error_messages = PasswordChangeForm.error_messages | {
        "password_mismatch": "两遍输得不一样，请重新输入。",
        "password_incorrect": "现在的口令不对，请重新输入。",
    }

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for name, label in (("old_password", "现在的口令"), ("new_password1", "新口令"), ("new_password2", "再输一遍")):
            self.fields[name].label = label
            self.fields[name].error_messages["required"] = "请填写。"
        self.fields["new_password1"].help_text = "".join(password_validators_help_texts())
        self.fields["new_password2"].help_text = ""

    def validate_password_for_user(self, user: Any, *_: str) -> None:
        """What is wrong with a new password stands at the first of its two fields."""
        super().validate_password_for_user(user, "new_password1")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        old = cleaned.get("old_password")
        if old and old == cleaned.get("new_password1"):
            self.add_error("new_password1", ValidationError("新口令和现在的一样，请换一个。", code="password_same"))
        return cleaned


class TokenForm(forms.Form):
    token = forms.CharField(
        label="验证码",
        max_length=20,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}),
        error_messages={"required": "请输入验证码。"},
    )
