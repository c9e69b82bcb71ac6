"""Whether an account wants mail."""

from __future__ import annotations

from django import forms

from lianzhang.kernel.forms import Form

__all__ = ["MailForm"]


class MailForm(Form):
    daily = forms.BooleanField(label="每个工作日早上的提要", required=False)
    urgent = forms.BooleanField(label="有急件时（每小时最多一封）", required=False)
