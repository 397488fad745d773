"""A chain, two chains, two revisions or a whole repository as values, for `report` to print."""
