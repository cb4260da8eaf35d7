"""The one-page PDF for a board: described as a page of blocks, then typeset by typst as tagged PDF/UA-1."""
