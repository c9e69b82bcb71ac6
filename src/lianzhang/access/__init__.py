"""Who sees and does what: posts, roles as data, and in doors.py the only ways to rows."""
