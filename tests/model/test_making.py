import dataclasses

import pytest

from guide.model.catalogue import Credit, Episode
from guide.model.making import maker
from guide.model.texts import Text


def test_a_value_is_the_one_that_the_class_makes() -> None:
    made = maker(Episode)(id="film", title=Text.of("Film"), genres=("drama",))
    assert made == Episode("film", title=Text.of("Film"), genres=("drama",))
    assert type(made) is Episode
    assert hash(made) == hash(Episode("film", title=Text.of("Film"), genres=("drama",)))


def test_fields_may_be_given_in_their_order() -> None:
    assert maker(Credit)("actor", "A", "B") == Credit("actor", "A", "B")


def test_a_value_is_frozen_like_any_other() -> None:
    made = maker(Credit)("actor", "A")
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.name = "B"  # type: ignore[misc] # that is what is asked


def test_what_has_no_default_has_to_be_given() -> None:
    with pytest.raises(TypeError, match="name"):
        maker(Credit)("actor")  # type: ignore[call-arg] # that is what is asked
