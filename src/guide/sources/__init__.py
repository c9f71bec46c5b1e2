"""Outside → Draft: bad data becomes Problems, never an exception."""
