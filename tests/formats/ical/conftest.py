from hypothesis import settings

# `pytest tests/formats/ical --hypothesis-profile=soak`: a quarter of an hour and more.
settings.register_profile("soak", max_examples=200_000, deadline=None, database=None)
