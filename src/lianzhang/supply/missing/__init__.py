"""Segments that the city lacks: how near they lie, and how much of them is bought."""
