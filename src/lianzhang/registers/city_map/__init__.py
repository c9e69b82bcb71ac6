"""The map of the city: firms of each district and park, their output, and where the leading ones stand."""
