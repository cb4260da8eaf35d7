"""Fields that save themselves, what waits in the browser, and what is shown where a save was refused."""
