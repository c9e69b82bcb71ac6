"""Periods, quantities, lifecycles, the metric registry and sheet specs: no models, no domain."""
