"""The Slack door: Slack's requests become acts, cards become messages. Nothing here knows what a request is."""
