"""Addresses of the room of supply."""

from __future__ import annotations

from django.urls import path

from .attraction_urls import ATTRACTION
from .catalogue_urls import CATALOGUE
from .sourcing_actions import VERBS as SOURCING_VERBS
from .views import rates, sourcings

urlpatterns = [
    path("supply/", rates.overview, name="supply"),
    path("supply/rows/<int:pk>/", rates.row, name="supply_row"),
    path("supply/export.xlsx", rates.overview_export, name="supply_export"),
    path("supply/chains/<str:code>/", rates.chain, name="chain_supply"),
    path("supply/chains/<str:code>/export.xlsx", rates.chain_export, name="chain_supply_export"),
    path("supply/sourcings/", sourcings.sourcings, name="sourcings"),
    path("supply/sourcings/export.xlsx", sourcings.export, name="sourcings_export"),
    path("supply/sourcings/new/", sourcings.new, name="sourcing_new"),
    path("supply/sourcings/<int:pk>/", sourcings.sourcing, name="sourcing"),
    path("supply/sourcings/<int:pk>/choose/", sourcings.choose_second, name="sourcing_choose"),
    *(
        path(
            f"supply/sourcings/<int:pk>/{name.replace('_', '-')}/",
            sourcings.step,
            {"name": name},
            name=f"sourcing_{name}",
        )
        for name in SOURCING_VERBS
    ),
    path("supply/chokepoints/", sourcings.chokepoints, name="chokepoints"),
    path("supply/chokepoints/export.xlsx", sourcings.chokepoints_export, name="chokepoints_export"),
    *ATTRACTION,
    *CATALOGUE,
]
