"""Which calendar is served at which address, from bytes made once per version."""
