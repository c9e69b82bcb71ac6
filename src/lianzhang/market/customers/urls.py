"""Addresses of customers, of what they buy, and of lists that rank groups."""

from __future__ import annotations

from django.urls import path

from . import group_views, views
from .actions import CATEGORY_VERBS, CUSTOMER_VERBS, GROUP_VERBS

__all__ = ["CUSTOMERS"]

CUSTOMERS = [
    path("customers/", views.customers, name="customers"),
    path("customers/export.xlsx", views.export, name="customers_export"),
    path("customers/new/", views.new, name="customer_new"),
    path("customers/white-space/", views.white_space, name="white_space"),
    path("customers/white-space.xlsx", views.white_space_export, name="white_space_export"),
    path("customers/<int:pk>/", views.customer, name="customer"),
    path("customers/<int:pk>/change/", views.change, name="customer_change"),
    path("customers/<int:pk>/categories/new/", views.category_new, name="customer_category_new"),
    *(
        path(f"customers/<int:pk>/{name}/", views.step, {"name": name}, name=f"customer_{name}")
        for name in CUSTOMER_VERBS
    ),
    path("customer-categories/<int:pk>/", views.category, name="customer_category"),
    path("customer-categories/<int:pk>/change/", views.category_change, name="customer_category_change"),
    *(
        path(
            f"customer-categories/<int:pk>/{name}/",
            views.category_step,
            {"name": name},
            name=f"customer_category_{name}",
        )
        for name in CATEGORY_VERBS
    ),
    path("ranked-groups/", group_views.groups, name="ranked_groups"),
    path("ranked-groups/export.xlsx", group_views.export, name="ranked_groups_export"),
    path("ranked-groups/new/", group_views.new, name="ranked_group_new"),
    path("ranked-groups/<int:pk>/", group_views.group, name="ranked_group"),
    path("ranked-groups/<int:pk>/change/", group_views.change, name="ranked_group_change"),
    *(
        path(f"ranked-groups/<int:pk>/{name}/", group_views.step, {"name": name}, name=f"ranked_group_{name}")
        for name in GROUP_VERBS
    ),
]
