"""Who sees and does what: posts, roles as data, and in row_policy.py the only ways to rows."""
