"""Suppliers outside the city that are worth going to."""
