"""Addresses of pools, and of each buyer's part in one."""

from __future__ import annotations

from django.urls import path

from . import views
from .actions import POOL_VERBS
from .member_actions import MEMBER_VERBS

__all__ = ["POOLS"]

POOLS = [
    path("pools/", views.pools, name="pools"),
    path("pools/export.xlsx", views.export, name="pools_export"),
    path("pools/new/", views.new, name="pool_new"),
    path("pools/<int:pk>/", views.pool, name="pool"),
    path("pools/<int:pk>/change/", views.change, name="pool_change"),
    path("pools/<int:pk>/invite/", views.invite_firm, name="pool_invite"),
    path("pools/<int:pk>/enrol/", views.enrol_self, name="pool_enrol"),
    path("pools/<int:pk>/agree/", views.settle, name="pool_agree"),
    *(path(f"pools/<int:pk>/{name}/", views.step, {"name": name}, name=f"pool_{name}") for name in POOL_VERBS),
    path("pool-members/<int:pk>/", views.member, name="pool_member"),
    path("pool-members/<int:pk>/join/", views.member_join, name="pool_member_join"),
    path("pool-members/<int:pk>/change/", views.member_change, name="pool_member_change"),
    path("pool-members/<int:pk>/receive/", views.member_receive, name="pool_member_receive"),
    *(
        path(f"pool-members/<int:pk>/{name}/", views.member_step, {"name": name}, name=f"pool_member_{name}")
        for name in MEMBER_VERBS
    ),
]
