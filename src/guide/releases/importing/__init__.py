"""Guides of others on their way into a release: read in batches, settled channel by channel.

What is read lies in a spool on disk until its channel is settled. Held in memory are one batch or
one channel of programmes and, of a whole source, the digests of the programmes that the file has
of it already, the kinds and ids of the entries that belong to the schedule files and to sources
above it, its series with their titles, what was odd, and the changes to tell.
"""
