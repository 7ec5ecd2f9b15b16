"""A list of people from a file or a sheet: read, and compared with who is registered."""
