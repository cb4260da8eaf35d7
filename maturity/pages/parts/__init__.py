"""Pieces of pages that keep widget state of their own."""
