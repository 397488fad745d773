"""Which versions the repository itself declares, and how versions compare."""
