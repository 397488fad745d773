"""agentslint shows what a coding agent is told in each directory, and says where that is wrong."""

__version__ = "0.1.0"
