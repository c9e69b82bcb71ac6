"""The register of firms: search, lists, one firm, its names, contacts and chains, duplicates and merging."""
