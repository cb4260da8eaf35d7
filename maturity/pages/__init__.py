"""What a person sees: one file a page. Pages read what was chosen, call a service, and show what comes back."""
