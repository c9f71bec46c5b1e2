"""Guides of others in XMLTV: a stream of bytes → pieces → programmes, in flat memory."""
