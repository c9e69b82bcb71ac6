"""Figures as people report them: entered, imported, submitted, confirmed or returned, corrected."""
