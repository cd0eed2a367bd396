//! Which addresses of the network are public. Everything else belongs to somebody's own machines: a page must not be
//! able to make a build server ask them.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{Ipv4Net, Ipv6Net};

const fn v4(a: u8, b: u8, c: u8, d: u8, prefix: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), prefix)
}

const fn v6(a: u16, b: u16, prefix: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, 0, 0, 0, 0, 0, 0), prefix)
}

/// The special-purpose registry of IANA, multicast and reserved space, and the one metadata service that lies in
/// public space.
const NOT_PUBLIC_4: &[Ipv4Net] = &[
    v4(0, 0, 0, 0, 8),
    v4(10, 0, 0, 0, 8),
    v4(100, 64, 0, 0, 10),
    v4(127, 0, 0, 0, 8),
    v4(169, 254, 0, 0, 16),
    v4(172, 16, 0, 0, 12),
    v4(192, 0, 0, 0, 24),
    v4(192, 0, 2, 0, 24),
    v4(192, 88, 99, 0, 24),
    v4(192, 168, 0, 0, 16),
    v4(198, 18, 0, 0, 15),
    v4(198, 51, 100, 0, 24),
    v4(203, 0, 113, 0, 24),
    v4(224, 0, 0, 0, 4),
    v4(240, 0, 0, 0, 4),
    v4(168, 63, 129, 16, 32),
];

/// Global unicast; of IPv6 nothing else is public.
const GLOBAL_6: Ipv6Net = v6(0x2000, 0, 3);
/// What is special inside it: protocol assignments with Teredo, documentation, 6to4 (looked into), segment routing.
const NOT_PUBLIC_6: &[Ipv6Net] = &[v6(0x2001, 0, 23), v6(0x2001, 0xdb8, 32), v6(0x3fff, 0, 20)];
const SIX_TO_FOUR: Ipv6Net = v6(0x2002, 0, 16);
/// Networks with IPv6 only reach the public IPv4 through it.
const NAT64: Ipv6Net = v6(0x64, 0xff9b, 96);

/// True for an address of the public network.
pub(super) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_4(address),
        IpAddr::V6(address) => is_public_6(address),
    }
}

fn is_public_4(address: Ipv4Addr) -> bool {
    !NOT_PUBLIC_4.iter().any(|network| network.contains(&address))
}

fn is_public_6(address: Ipv6Addr) -> bool {
    if let Some(mapped) = address.to_ipv4_mapped() {
        return is_public_4(mapped);
    }
    let [_, b, c, _, _, _, g, h] = address.segments();
    let embedded = |high: u16, low: u16| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    if NAT64.contains(&address) {
        return is_public_4(embedded(g, h));
    }
    if SIX_TO_FOUR.contains(&address) {
        return is_public_4(embedded(b, c));
    }
    GLOBAL_6.contains(&address) && !NOT_PUBLIC_6.iter().any(|network| network.contains(&address))
}

/// True for names that stand for no host of the public network, and for the reader's own machine: links to them are
/// examples, and nobody is asked.
pub(super) fn is_reserved_name(host: &str) -> bool {
    let host = host.trim_end_matches('.');
    let below = |top: &str| host == top || host.strip_suffix(top).is_some_and(|rest| rest.ends_with('.'));
    ["example.com", "example.net", "example.org", "example", "test", "invalid", "localhost"]
        .iter()
        .any(|top| below(top))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_addresses_are_public() {
        for address in [
            "127.0.0.1",
            "127.255.255.254",
            "10.0.0.1",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.100.100.200",
            "168.63.129.16",
            "0.0.0.0",
            "0.1.2.3",
            "192.0.0.192",
            "192.0.2.1",
            "198.18.0.1",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "::127.0.0.1",
            "fe80::1",
            "fc00::1",
            "fd00:ec2::254",
            "ff02::1",
            "fec0::1",
            "2001:db8::1",
            "2001::1",
            "2002:7f00:1::",
            "2002:a9fe:a9fe::1",
            "64:ff9b::127.0.0.1",
            "64:ff9b::10.0.0.1",
            "64:ff9b:1::1",
            "100::1",
            "3fff::1",
        ] {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
        for address in [
            "1.1.1.1",
            "8.8.8.8",
            "172.15.0.1",
            "172.32.0.1",
            "100.63.255.255",
            "192.0.1.1",
            "11.0.0.1",
            "2606:4700:4700::1111",
            "2a00:1450::1",
            "64:ff9b::8.8.8.8",
            "2002:808:808::1",
            "::ffff:8.8.8.8",
        ] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn names_of_examples_are_reserved() {
        for host in
            ["example.com", "www.example.com", "shop.example", "localhost", "a.localhost", "x.test", "a.invalid."]
        {
            assert!(is_reserved_name(host), "{host}");
        }
        for host in ["myexample.com", "example.io", "latest", "contest", "example.com.cn"] {
            assert!(!is_reserved_name(host), "{host}");
        }
    }
}
