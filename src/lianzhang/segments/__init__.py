"""The segments of a chain: how strong each is, what its team says of it, which firm belongs where, the map."""
