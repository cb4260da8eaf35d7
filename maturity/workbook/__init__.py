"""What leaves, and later returns, as a spreadsheet."""
