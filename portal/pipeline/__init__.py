"""The dossier and its journey: the life the law gives to a dossier."""
