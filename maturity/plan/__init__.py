"""What is intended: targets, gaps that are left open, and actions."""
