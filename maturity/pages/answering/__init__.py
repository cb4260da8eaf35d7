"""Where a department answers: the statements, the check before it submits, and the spreadsheet way."""
