"""E-mail addresses, taken narrowly: what is let in here goes into headers and SMTP commands."""

import re

LONGEST = 254
LONGEST_LOCAL = 64

_LOCAL = re.compile(r"[A-Za-z0-9.#$&'*+/=?^_~-]+")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


def normalise(email: str) -> str:
    """Return the address to write to: the local part as given, the domain lower-case ASCII.

    An international domain becomes its xn-- form. Raises ValueError with a sentence to show.
    """
    if len(email) > LONGEST:
        raise ValueError(f"The e-mail address is longer than {LONGEST} characters.")
    local, at, domain = email.strip(" ").partition("@")
    if not at or "@" in domain:
        raise ValueError("The e-mail address needs exactly one @.")
    address = f"{_local_part(local)}@{_domain(domain)}"
    if len(address) > LONGEST:
        raise ValueError(f"The e-mail address is longer than {LONGEST} characters.")
    return address


def comparable(address: str) -> str:
    """Return the form under which a normalised address is the same person's: lower-case."""
    return address.lower()


def _local_part(local: str) -> str:
    fits = 0 < len(local) <= LONGEST_LOCAL and _LOCAL.fullmatch(local)
    if not fits or local.startswith(".") or local.endswith(".") or ".." in local:
        raise ValueError("The part of the e-mail address before the @ is not one we can write to.")
    return local


def _domain(domain: str) -> str:
    try:
        ascii_domain = domain.encode("idna").decode().lower()
    except UnicodeError:
        ascii_domain = ""
    labels = ascii_domain.split(".")
    if len(labels) < 2 or labels[-1].isdigit() or not all(map(_LABEL.fullmatch, labels)):
        raise ValueError("The part of the e-mail address after the @ is not a domain.")
    return ascii_domain
