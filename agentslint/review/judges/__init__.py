"""Who is asked: a program of the user's, or an address of the user's. Nobody else, and only when named."""
