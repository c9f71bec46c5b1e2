"""The words of the trade as plain values: pure, no I/O, no clock."""
