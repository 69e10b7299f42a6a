"""How fast the bot answers Slack, against a Bolt app that only acknowledges."""
