"""What a person may do: the one door. Each call asks for one permission and makes one transaction."""
