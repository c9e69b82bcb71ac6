"""Measures speed and size against the limits the house has set itself: `python -m bench`, or `make bench`."""
