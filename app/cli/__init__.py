"""The command line: one module for each noun that commands speak of."""
