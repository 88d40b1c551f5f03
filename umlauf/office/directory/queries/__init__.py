"""What the directory answers. To be asked inside a scope; every question says for which moment."""
