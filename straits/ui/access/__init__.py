"""Who reads: signed in by a provider that the custodian trusts, with a role from access.yaml."""
