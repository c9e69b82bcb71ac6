"""Material flows: what firms take in of scrap, what becomes of it, and what nobody can explain."""
