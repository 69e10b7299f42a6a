"""One module a chat command, the approval, and the durable workflows they start."""
