"""What is served around the pages: headers, addresses, health, and the way back from the sign-in's provider."""
