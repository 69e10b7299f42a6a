"""Who somebody is: among those who use the bot, and in Customer Insights."""
