"""What was said: answers, findings, rounds, the people who say it, and how far they are."""
