"""Default limits of a jurisdiction, each with its source, its date and how sure it is: one TOML file each."""
