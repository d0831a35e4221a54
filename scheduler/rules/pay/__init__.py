"""Pay and allowances of a jurisdiction, dated and indicative: one TOML file each, and `rates`, which reads them."""
