"""From records of firms to the evidence of targets: what counts, for which times, and the page behind a sum."""
