"""What an administrator and the history show: rounds, departments, people, and who did what."""
