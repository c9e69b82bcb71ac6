"""What people type when they ask experts. What may be asked, and of whom, is decided by the act."""

from __future__ import annotations

from typing import Any

from django import forms

from lianzhang.kernel.forms import Form, TextField, day_field, set_choices
from lianzhang.registry.models import Chain, Post

from .scope import experts_of

__all__ = ["AskForm"]


class AskForm(Form):
    """A question to experts of one chain."""

    title = TextField(label="一句话说要问什么", max_length=80, help_text="如“这条产线改用国产涂布机行不行”。")
    question = TextField(
        label="情况和要专家判断的事",
        max_length=2000,
        widget=forms.Textarea({"rows": 7}),
        help_text="专家看到的就是这里写的；附的记录他未必看得到。写清背景、已知的数据、要他选什么或判断什么。",
    )
    experts = forms.MultipleChoiceField(label="请哪几位专家", widget=forms.CheckboxSelectMultiple)
    wanted_by = day_field("哪天前要", help_text="过了这天没有答复的另列，不算同意。")

    def __init__(self, *args: Any, chain: Chain, **options: Any) -> None:
        super().__init__(*args, **options)
        self.posts: dict[str, Post] = {str(each.pk): each for each in experts_of(chain)}
        set_choices(self, "experts", [(key, each.name) for key, each in self.posts.items()])

    def given(self) -> dict[str, Any]:
        """What `ask` is to be told."""
        data = dict(self.cleaned_data)
        return data | {"experts": [self.posts[key] for key in data["experts"]]}
