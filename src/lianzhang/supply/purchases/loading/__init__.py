"""Purchases by the million: read from a file in parts, held against the rules, written part by part."""
