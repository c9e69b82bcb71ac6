"""Addresses of capacities and specialised parks."""

from __future__ import annotations

from django.urls import path

from . import park_views, views
from .actions import CAPACITY_VERBS
from .park_actions import PARK_VERBS

urlpatterns = [
    path("capacities/", views.capacities, name="capacities"),
    path("capacities/export.xlsx", views.export, name="capacities_export"),
    path("capacities/shortage/", views.shortage, name="shortage"),
    path("capacities/shortage.xlsx", views.shortage_export, name="shortage_export"),
    path("capacities/new/", views.new, name="capacity_new"),
    path("capacities/<int:pk>/", views.capacity, name="capacity"),
    path("capacities/<int:pk>/change/", views.amend, name="capacity_change"),
    path("capacities/<int:pk>/use/", views.use, name="capacity_use"),
    *(
        path(f"capacities/<int:pk>/{name}/", views.step, {"name": name}, name=f"capacity_{name}")
        for name in CAPACITY_VERBS
    ),
    path("special-parks/", park_views.parks, name="special_parks"),
    path("special-parks/export.xlsx", park_views.export, name="special_parks_export"),
    path("special-parks/new/", park_views.new, name="special_park_new"),
    path("special-parks/<int:pk>/", park_views.park, name="special_park"),
    path("special-parks/<int:pk>/change/", park_views.amend, name="special_park_change"),
    path("special-parks/<int:pk>/move-in/", park_views.enter, name="special_park_move_in"),
    path("special-parks/<int:pk>/move-out/", park_views.leave, name="special_park_move_out"),
    *(
        path(f"special-parks/<int:pk>/{name}/", park_views.step, {"name": name}, name=f"special_park_{name}")
        for name in PARK_VERBS
    ),
]
