"""Which internet addresses are anybody's: nothing else is ever connected to.

Python's own `is_global` is no guard: it lets through NAT64, 6to4 and multicast, behind which a
private address may hide. The networks are those of IANA's special-purpose registries.
"""

import ipaddress

_V4 = {
    "0.0.0.0/8": "unspecified",
    "10.0.0.0/8": "private",
    "100.64.0.0/10": "inside a carrier's network",
    "127.0.0.0/8": "loopback",
    "169.254.0.0/16": "link-local",
    "172.16.0.0/12": "private",
    "192.0.0.0/24": "reserved",
    "192.0.2.0/24": "for documentation",
    "192.88.99.0/24": "a 6to4 relay",
    "192.168.0.0/16": "private",
    "198.18.0.0/15": "for benchmarks",
    "198.51.100.0/24": "for documentation",
    "203.0.113.0/24": "for documentation",
    "224.0.0.0/4": "multicast",
    "240.0.0.0/4": "reserved",
}
_V6 = {
    "::/128": "unspecified",
    "::1/128": "loopback",
    "::ffff:0:0/96": "a mapped IPv4 address",
    "::/96": "a compatible IPv4 address",
    "64:ff9b::/96": "NAT64",
    "64:ff9b:1::/48": "NAT64",
    "2001::/32": "Teredo",
    "2001::/23": "reserved",
    "2001:db8::/32": "for documentation",
    "2002::/16": "6to4",
    "3fff::/20": "for documentation",
    "fc00::/7": "private",
    "fe80::/10": "link-local",
    "fec0::/10": "site-local",
    "ff00::/8": "multicast",
}
_V4_NETWORKS = [(ipaddress.IPv4Network(net), kind) for net, kind in _V4.items()]
_V6_NETWORKS = [(ipaddress.IPv6Network(net), kind) for net, kind in _V6.items()]
# What is handed out to networks at all; the rest of IPv6 is nobody's yet.
_V6_UNICAST = ipaddress.IPv6Network("2000::/3")


def why_not(text: str) -> str | None:
    """Return what kind of address this is, if it is none of the public internet; else None."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return "no internet address"
    if isinstance(address, ipaddress.IPv4Address):
        return next((kind for net, kind in _V4_NETWORKS if address in net), None)
    if address.scope_id is not None:
        return "link-local"
    kind = next((kind for net, kind in _V6_NETWORKS if address in net), None)
    return kind or (None if address in _V6_UNICAST else "reserved")
