"""What answers come to. Every figure on a page, in the terminal and in an export is made here, once."""
