"""Answers `user.has_perm(permission, row)` from the post the account acts for; lifecycles below ask that way."""

from typing import Any

from django.contrib.auth.backends import ModelBackend

from .row_policy import may

__all__ = ["PostBackend"]


class PostBackend(ModelBackend):
    """Signs in by name and password; permissions come from posts alone."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        return may(user_obj, perm, obj)
