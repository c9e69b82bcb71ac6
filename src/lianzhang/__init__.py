"""Runs a city's industrial chain chief system: one plan, its chains, and the evidence that it works."""
