"""What the repository answers, by directory, each answer with the place that gives it."""
