"""Rules over a repository: their pages, their settings, their runs, and what is made of findings."""
