"""Questions of the pages: who answers for what, and how the parts of targets stand."""
