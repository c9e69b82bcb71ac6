"""Addresses of the room of supply."""

from __future__ import annotations

from django.urls import path

from lianzhang.supply.attraction.urls import ATTRACTION
from lianzhang.supply.capabilities.actions import VERBS as CAPABILITY_VERBS
from lianzhang.supply.catalogue.urls import CATALOGUE
from lianzhang.supply.flows.actions import FLOW_VERBS
from lianzhang.supply.purchases.actions import TOTAL_VERBS, VERBS
from lianzhang.supply.runs.urls import RUNS
from lianzhang.supply.sourcing.actions import VERBS as SOURCING_VERBS

from .views import bill, capabilities, flows, network, purchases, rates, sourcings, suppliers, together, totals

RATES = [
    path("supply/suppliers/", suppliers.find, name="find_suppliers"),
    path("supply/suppliers/export.xlsx", suppliers.find_export, name="find_suppliers_export"),
    path("supply/", rates.overview, name="supply"),
    path("supply/rows/<int:pk>/", rates.row, name="supply_row"),
    path("supply/network/", network.network, name="supply_network"),
    path("supply/network/export.xlsx", network.network_export, name="supply_network_export"),
    path("supply/export.xlsx", rates.overview_export, name="supply_export"),
    path("supply/chains/<str:code>/", rates.chain, name="chain_supply"),
    path("supply/chains/<str:code>/export.xlsx", rates.chain_export, name="chain_supply_export"),
]
PURCHASES = [
    path("supply/purchases/", purchases.purchases, name="purchases"),
    path("supply/purchases/export.xlsx", purchases.export, name="purchases_export"),
    path("supply/purchases/new/", purchases.new, name="purchase_new"),
    path("supply/purchases/<int:pk>/", purchases.purchase, name="purchase"),
    *(
        path(f"supply/purchases/<int:pk>/{name}/", purchases.naming, {"name": name}, name=f"purchase_{name}")
        for name in purchases.NAMING
    ),
    *(
        path(f"supply/purchases/<int:pk>/{name}/", purchases.step, {"name": name}, name=f"purchase_{name}")
        for name in VERBS
    ),
    path("supply/firms/<int:pk>/bill/", bill.bill, name="purchase_form"),
    path("supply/firms/<int:pk>/bill/row/", bill.bill_row, name="purchase_form_row"),
    path("supply/strangers/", together.groups, {"what": "stranger"}, name="purchase_strangers"),
    path("supply/strangers/one/", together.together, {"what": "stranger"}, name="purchases_identify"),
    path("supply/items/", together.groups, {"what": "item"}, name="purchase_items"),
    path("supply/items/one/", together.together, {"what": "item"}, name="purchases_map"),
    path("supply/totals/new/", totals.total_new, name="purchase_total_new"),
    path("supply/totals/<int:pk>/", totals.total, name="purchase_total"),
    path("supply/totals/<int:pk>/change/", totals.total_change, name="purchase_total_change"),
    *(
        path(f"supply/totals/<int:pk>/{name}/", totals.total_step, {"name": name}, name=f"purchase_total_{name}")
        for name in TOTAL_VERBS
    ),
]
CAPABILITIES = [
    path("supply/capabilities/", capabilities.capabilities, name="capabilities"),
    path("supply/capabilities/export.xlsx", capabilities.export, name="capabilities_export"),
    path("supply/capabilities/new/", capabilities.new, name="capability_new"),
    path("supply/capabilities/<int:pk>/", capabilities.capability, name="capability"),
    path("supply/capabilities/<int:pk>/change/", capabilities.change, name="capability_change"),
    *(
        path(f"supply/capabilities/<int:pk>/{name}/", capabilities.step, {"name": name}, name=f"capability_{name}")
        for name in CAPABILITY_VERBS
    ),
]
FLOWS = [
    path("supply/flows/", flows.flows, name="material_flows"),
    path("supply/flows/export.xlsx", flows.export, name="material_flows_export"),
    path("supply/flows/new/", flows.new, name="material_flow_new"),
    path("supply/flows/<int:pk>/", flows.flow, name="material_flow"),
    path("supply/flows/<int:pk>/change/", flows.change, name="material_flow_change"),
    *(
        path(f"supply/flows/<int:pk>/{name}/", flows.step, {"name": name}, name=f"material_flow_{name}")
        for name in FLOW_VERBS
    ),
]
SOURCINGS = [
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
]

urlpatterns = [*RATES, *PURCHASES, *CAPABILITIES, *FLOWS, *SOURCINGS, *ATTRACTION, *CATALOGUE, *RUNS]
