"""What an equity view holds, and how it is shown."""
