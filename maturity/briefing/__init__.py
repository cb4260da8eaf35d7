"""What a reader is told: sentences and their counts, before any page, slide or sheet."""
