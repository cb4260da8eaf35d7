"""Home: what somebody sees who has just come."""
