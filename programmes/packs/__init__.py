"""The packs that come with the project, one folder for each programme: programme.toml and benefits.yaml."""
