"""Everything a person reads, drawn from values of the domain. Pure: it sends nothing and asks nobody."""
