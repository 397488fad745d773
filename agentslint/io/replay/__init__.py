"""An earlier run, told again where all that it asked of disk and git has the same answer."""
