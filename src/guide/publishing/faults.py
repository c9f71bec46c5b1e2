"""How publishing fails."""


class PublishingError(Exception):
    """A publish that could not be; the sentence says what to do."""
