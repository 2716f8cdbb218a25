"""Justice: the civil status officer of a commune and the national civil status register."""
