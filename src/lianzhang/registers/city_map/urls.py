"""The address of the map."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [path("map/", views.city_map, name="city_map")]
