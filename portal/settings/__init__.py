"""Settings: `base` holds what is always true; `embedded`, `production` and `testing` say where."""
