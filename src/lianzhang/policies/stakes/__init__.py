"""Stakes of guided funds: what was paid in, what others put in beside it, what came back, what was written off."""
