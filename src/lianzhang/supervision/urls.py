"""Addresses of supervision."""

from __future__ import annotations

from django.urls import path

from . import list_views, views
from .actions import LIST_VERBS
from .item_actions import ITEM_VERBS

urlpatterns = [
    path("supervision/", views.supervision, name="supervision"),
    path("supervision/export.xlsx", views.export, name="supervision_export"),
    path("supervision/units/", views.units, name="supervision_units"),
    path("supervision/order/", list_views.order, name="supervision_order"),
    path("supervision/new/", list_views.new, name="supervision_new"),
    path("supervision/lists/", list_views.lists, name="supervision_lists"),
    path("supervision/lists/<int:pk>/", list_views.supervision_list, name="supervision_list"),
    path("supervision/lists/<int:pk>/export.xlsx", list_views.list_export, name="supervision_list_export"),
    path("supervision/lists/<int:pk>/print/", list_views.list_print, name="supervision_list_print"),
    path("supervision/lists/<int:pk>/candidates/", list_views.candidates, name="supervision_list_candidates"),
    path("supervision/lists/<int:pk>/columns/", list_views.arrange, name="supervision_list_columns"),
    path("supervision/lists/<int:pk>/collect/", list_views.collect, name="supervision_list_collect"),
    *(
        path(
            f"supervision/lists/<int:pk>/{name}/", list_views.list_step, {"name": name}, name=f"supervision_list_{name}"
        )
        for name in LIST_VERBS
    ),
    path("supervision/<int:pk>/", views.item, name="supervision_item"),
    path("supervision/<int:pk>/edit/", views.edit, name="supervision_item_edit"),
    *(
        path(
            f"supervision/<int:pk>/{name.replace('_', '-')}/",
            views.item_step,
            {"name": name},
            name=f"supervision_item_{name}",
        )
        for name in ITEM_VERBS
    ),
]
