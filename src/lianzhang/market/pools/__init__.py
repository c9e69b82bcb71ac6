"""Several buyers of one thing that buy it together: proposed, joined by each for itself, put out as one need."""
