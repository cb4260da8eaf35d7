"""What is taken away: the board pack, slides, the page, data and bundles."""
