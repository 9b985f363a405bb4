"""Shows the outcome of a conversion: text, JSON, patch, summary."""
