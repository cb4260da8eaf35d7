"""What stands round every page: the server, who comes in and acts, the address, and an outage."""
