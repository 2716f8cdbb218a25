"""What is true of any person: names, partial dates, personal numbers and the official code lists."""
