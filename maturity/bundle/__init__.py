"""Everything of a round, to be used and checked elsewhere: tidy tables, one document, and a bundle to verify."""
