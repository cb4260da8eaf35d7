"""Where an auditor reviews, and a department replies."""
