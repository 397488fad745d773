"""Markdown, sentences, shell lines, words as data. What a text is, not what it states."""
