"""Visits to firms, and what was promised at them."""
