"""A made-up government, to try everything on; only the service that writes it down may import it."""
