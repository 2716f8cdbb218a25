"""What is believed about hospitals, and the commands of their papers."""
