"""From what is to be told to the messages that stand in chats."""
