"""What a document states, held against what the repository answers."""
