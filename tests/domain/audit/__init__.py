"""The audit log as a whole: sealed, exported and verified, and changed behind the bot's back."""
