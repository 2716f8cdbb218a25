"""The two ways a notice leaves the house; each has a circuit and a life of its own."""

SMS, EMAIL = "sms", "email"
