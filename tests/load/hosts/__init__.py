"""Several machines on one: network namespaces, joined by a bridge, each with an address and a link that can be cut."""
