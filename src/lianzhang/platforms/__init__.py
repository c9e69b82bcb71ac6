"""Clusters, innovation platforms, channels, teams and institutes: how far they came, who takes part in them."""
