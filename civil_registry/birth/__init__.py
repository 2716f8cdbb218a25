"""Registration of a birth: a desk at the commune, then the civil status register."""
