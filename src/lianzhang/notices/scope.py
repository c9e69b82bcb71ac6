"""A digest is read by the account it was made for, while it acts for that post; nobody else ever reads it."""

from __future__ import annotations

from django.db.models import Q

from lianzhang.access.api import EVERYBODY, ActiveAssignment, declare_policy

from .models import Digest, MailChoice


def _own(active: ActiveAssignment) -> Q:
    return Q(assignment=active.pk)


declare_policy(Digest, sees={EVERYBODY: _own})
declare_policy(MailChoice, sees={EVERYBODY: lambda active: Q(user=active.user_pk)})
