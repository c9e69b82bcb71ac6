"""People who sign in. An account is named by the post it serves, never by an invented person."""

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """An account; `label` is what the screens show (a post or a unit)."""

    label = models.CharField("称谓", max_length=80, blank=True)

    class Meta:
        verbose_name = "账号"

    def __str__(self) -> str:
        return self.label or self.username
