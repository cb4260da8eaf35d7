"""The classification that a pack or slides carry on every page."""

OFFICIAL = "OFFICIAL"
MARKINGS = (OFFICIAL, "OFFICIAL-SENSITIVE", "SECRET", "TOP SECRET")
"""The tiers of the Government Security Classifications Policy, and the handling caveat of the lowest."""
