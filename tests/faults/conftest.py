# The same server, and a database of its own.
from tests.state.conftest import fresh_postgresql, server

__all__ = ["fresh_postgresql", "server"]
