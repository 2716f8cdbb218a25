"""Every outside system as a real HTTP server with durable state and misbehaviour of its own."""
