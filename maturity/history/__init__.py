"""Who did what: the chain of entries, what was last said of everything, and an entry in words."""
