"""What stands in the files: decided from a document and a language alone."""
