"""The packs that come with the project, a folder for each; docs/programmes.md describes the files."""
