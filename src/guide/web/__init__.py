"""The only Flask: pages, feeds, sign-up, operations, and ready bytes in front of them."""
