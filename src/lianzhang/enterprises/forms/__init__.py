"""Forms of the register of firms."""
