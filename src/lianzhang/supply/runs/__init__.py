"""Runs of the analysis: asked for, worked out in a process of its own, kept as records."""
