"""How a download fails."""


class DownloadError(Exception):
    """A download that could not be: one line that says why, with no secret in it."""
