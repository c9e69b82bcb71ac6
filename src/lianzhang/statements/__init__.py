"""The figures firms report: draft, submitted, confirmed or returned, corrected; rules that doubt; locked periods."""
