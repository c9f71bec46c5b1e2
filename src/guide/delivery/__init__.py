"""From the outbox to the mail server, each mail at least once and marked after its own 250."""
