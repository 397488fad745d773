"""The language server: what `check` finds, while somebody types. The only room that knows pygls."""
