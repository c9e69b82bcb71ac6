"""Addresses of the help on how things are done."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("help/lifecycles/", views.lifecycles, name="lifecycles"),
    path("help/lifecycles/<slug:name>/", views.lifecycle, name="lifecycle"),
]
