"""How Vietnamese people write dates: Django's own `vi` locale would read 03/02 as 2 March."""
