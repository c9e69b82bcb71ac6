"""The network of purchases as a drawing and as a list."""
