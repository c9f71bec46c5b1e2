"""From a draft to the release that everybody is served: the use case and its one transaction."""
