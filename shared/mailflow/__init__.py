"""Mail flow as an admin looks at it: the rules and what they risk, and where a message went."""
