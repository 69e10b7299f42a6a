"""Every sentence that a person can read, by what it is about: one module a capability, one package a language."""
