"""Questions that pages ask of a plan: each a function that returns dataclasses, in a fixed number of queries."""
