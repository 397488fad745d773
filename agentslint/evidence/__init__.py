"""The five practices: evidence that a governed run's loop was closed, for a person to check."""
