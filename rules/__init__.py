"""The built-in rules: a page and a check each. See CONTRIBUTING.md."""
