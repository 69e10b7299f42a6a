"""What the company decided and the secrets it gave, read once at start."""
