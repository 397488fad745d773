"""`python -m agentslint`."""

from agentslint.cli import main

main()
