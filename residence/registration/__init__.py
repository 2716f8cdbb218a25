"""Registration of a newborn's permanent residence."""
