"""One module a revision, up and down."""
