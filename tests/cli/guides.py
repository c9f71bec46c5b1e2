"""Small guides of others, as files of XMLTV."""

import datetime as dt
import itertools

EVENING = dt.datetime(2017, 6, 1, 18, tzinfo=dt.UTC)


def guide(count: int = 3, *, offset: str = " +0000", first: dt.datetime = EVENING) -> bytes:
    """Return a guide of one channel: `count` films of an hour each, one after the other."""
    hours = [first + dt.timedelta(hours=number) for number in range(count + 1)]
    programmes = "".join(
        f'<programme start="{starts:%Y%m%d%H%M%S}{offset}" stop="{ends:%Y%m%d%H%M%S}{offset}"'
        f' channel="one.example">\n<title>Film {number}</title>\n</programme>\n'
        for number, (starts, ends) in enumerate(itertools.pairwise(hours), 1)
    )
    channel = '<channel id="one.example">\n<display-name>One</display-name>\n</channel>\n'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<tv>\n{channel}{programmes}</tv>\n'.encode()
