"""Questions that pages ask of supply: each a function that returns dataclasses, in a fixed number of queries."""
