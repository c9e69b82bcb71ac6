"""Addresses of the suppliers outside the city, and of the segments that are missing."""

from __future__ import annotations

from django.urls import path

from lianzhang.supply.views import attraction, missing

__all__ = ["ATTRACTION"]

ATTRACTION = [
    path("supply/attraction/", attraction.outside_suppliers, name="attraction"),
    path("supply/attraction/export.xlsx", attraction.outside_export, name="attraction_export"),
    path("supply/attraction/supplier/", attraction.supplier, name="attraction_supplier"),
    path("supply/missing/", missing.missing, name="missing_segments"),
    path("supply/missing/export.xlsx", missing.export, name="missing_segments_export"),
    path("supply/place-outputs/<int:pk>/", missing.place_output, name="place_output"),
]
