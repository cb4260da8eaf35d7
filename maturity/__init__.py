"""The data-maturity dashboard."""
