"""Work that goes on behind the pages: asked for in the transaction of the act that causes it, done once."""
