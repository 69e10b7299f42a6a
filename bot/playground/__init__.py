"""The playground: the whole product in a browser, without an account."""
