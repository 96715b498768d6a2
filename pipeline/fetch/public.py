"""Which addresses are of the open Internet. What is not, a project from elsewhere could have us ask: the machine
itself, its neighbours, the metadata service of a cloud."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

_UNICAST = IPv6Network("2000::/3")  # all that IANA has given out of IPv6 (RFC 4291, section 2.4)
_NAT64 = IPv6Network("64:ff9b::/96")  # an IPv4 address in IPv6 (RFC 6052)
_MAPPED = IPv6Network("::ffff:0:0/96")
_EMBEDDING = (
    IPv6Network("2001::/23"),  # protocols, Teredo among them (RFC 2928, RFC 4380)
    IPv6Network("2002::/16"),  # 6to4 (RFC 3056)
    IPv6Network("2001:db8::/32"),
    IPv6Network("3fff::/20"),  # examples (RFC 3849, RFC 9637)
)


def is_public(address: str) -> bool:
    """Whether an address, as a resolver gives it, may be connected to; of one that holds an IPv4 address, whether that
    may. Raises ValueError where it is none.

    >>> is_public("8.8.8.8"), is_public("::ffff:8.8.8.8"), is_public("64:ff9b::808:808")
    (True, True, True)
    >>> is_public("10.0.0.1"), is_public("::ffff:10.0.0.1"), is_public("64:ff9b::a00:1")
    (False, False, False)
    """
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address):
        if ip in _MAPPED or ip in _NAT64:
            return _is_public_4(IPv4Address(int(ip) & 0xFFFFFFFF))
        return ip in _UNICAST and not any(ip in network for network in _EMBEDDING)
    return _is_public_4(ip)


def _is_public_4(ip: IPv4Address) -> bool:
    return ip.is_global and not ip.is_multicast and not ip.is_reserved
