"""What a board is shown on a screen: a few slides, charts that can be edited, every figure with its sheet."""
