"""What one may wish of an XMLTV document."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from guide.model.feed_options import OptionError


class Profile(StrEnum):
    """STRICT keeps to the DTD; KODI adds the catch-up attributes of Kodi's IPTV Simple."""

    STRICT = "strict"
    KODI = "kodi"


@dataclass(frozen=True, slots=True)
class Options:
    """Equal wishes are equal values; `lang` "" is the site's first language."""

    lang: str = ""
    profile: Profile = Profile.STRICT

    @classmethod
    def parse(cls, query: Mapping[str, str], *, languages: Sequence[str]) -> "Options":
        """Read the options of an address; OptionError for an unknown or bad one."""
        allowed: dict[str, Sequence[str]] = {"lang": languages, "profile": list(Profile)}
        for name, given in query.items():
            if name not in allowed:
                raise OptionError(name, ", ".join(allowed))
            if given not in allowed[name]:
                raise OptionError(name, ", ".join(allowed[name]), given)
        lang = query.get("lang", languages[0])
        return cls("" if lang == languages[0] else lang, Profile(query.get("profile", "strict")))

    @property
    def parts(self) -> dict[str, str]:
        """Return the one query of these wishes, what is the default left out."""
        given = {"lang": self.lang, "profile": str(self.profile)}
        default = {"lang": "", "profile": str(Profile.STRICT)}
        return {name: value for name, value in given.items() if value != default[name]}
