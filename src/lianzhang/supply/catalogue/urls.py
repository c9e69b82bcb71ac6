"""Addresses of the catalogue of products."""

from __future__ import annotations

from django.urls import path

from lianzhang.supply.views import catalogue, essentials

__all__ = ["CATALOGUE"]

CATALOGUE = [
    path("supply/products/", catalogue.products, name="products"),
    path("supply/products/export.xlsx", catalogue.export, name="products_export"),
    path("supply/products/unmapped.xlsx", catalogue.unmapped_export, name="unmapped_export"),
    path("supply/products/new/", catalogue.new, name="product_new"),
    path("supply/products/<int:pk>/", catalogue.product, name="product"),
    path("supply/products/<int:pk>/change/", catalogue.change, name="product_change"),
    path("supply/products/<int:pk>/withdraw/", catalogue.step, {"name": "withdraw"}, name="product_withdraw"),
    path("supply/products/<int:pk>/essential/", essentials.essential_new, name="essential_input_new"),
    path("supply/essential-inputs/<int:pk>/", essentials.essential, name="essential_input"),
    path("supply/essential-inputs/<int:pk>/change/", essentials.essential_change, name="essential_input_change"),
    path(
        "supply/essential-inputs/<int:pk>/withdraw/",
        essentials.essential_step,
        {"name": "withdraw"},
        name="essential_input_withdraw",
    ),
    path("supply/trade-terms/", essentials.terms, name="trade_terms"),
    path("supply/trade-terms/export.xlsx", essentials.terms_export, name="trade_terms_export"),
    path("supply/trade-terms/new/", essentials.term_new, name="trade_term_new"),
    path("supply/trade-terms/<int:pk>/", essentials.term, name="trade_term"),
    path(
        "supply/trade-terms/<int:pk>/withdraw/", essentials.term_step, {"name": "withdraw"}, name="trade_term_withdraw"
    ),
]
