"""What other programs ask: an editor's language server, an agent's tools. Knows pygls and the MCP SDK alone."""
