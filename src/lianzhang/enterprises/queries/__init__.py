"""Questions of the pages on firms. All rows come through the doors."""
