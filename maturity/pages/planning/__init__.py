"""Road maps, the portfolio of all, promises, and what departments need in common."""
