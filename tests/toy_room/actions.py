"""Grant a wish."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction

from lianzhang.access.row_policy import may
from lianzhang.accounts.models import User
from lianzhang.records.actions import record

from .models import Wish
from .permissions import Permission


@transaction.atomic
def grant(*, wish: Wish, by: User) -> None:
    if not may(by, Permission.GRANT_WISH, wish):
        raise PermissionDenied
    wish.granted = True
    wish.save()
    record("wish.grant", wish, by=by, wand="榉木")
