"""What is asked: a published set of statements, in one edition."""
