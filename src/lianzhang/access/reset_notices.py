"""At sign-in the owner is told who replaced the password or took the second factor away, and when."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.kernel.formatting import moment

from .models import ConsentRequest

__all__ = ["TOLD"]

# At each sign-in for so long: whoever used the temporary password first would else be the only one told.
TOLD = timedelta(days=7)


@receiver(user_logged_in)
def tell_resets(request: HttpRequest, user: User, **_: Any) -> None:
    lately = timezone.now() - TOLD
    for row in ConsentRequest.resets_of(user).filter(decided_at__gt=lately).order_by("decided_at"):
        words = f"{moment(row.decided_at)}，{row.done_by}{row.done}。不是您要求的，请立即改口令并报告单位负责人。"
        messages.warning(request, words, fail_silently=True)
