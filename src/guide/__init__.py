"""A broadcast schedule, kept as text, turned into everything its audience needs."""
