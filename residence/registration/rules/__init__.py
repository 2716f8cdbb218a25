"""What residence law asks about a newborn child: where it may live, and who must agree to that."""
