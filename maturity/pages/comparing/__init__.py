"""Departments side by side, and over time."""
