"""Database roles from the first day: the owner migrates, the desk serves, the worker runs.

No runtime role owns a table, is superuser or bypasses row security; none may rewrite the record.
"""

from django.conf import settings
from django.db import connection, transaction

APPEND_ONLY = (
    "pipeline_journalentry",
    "pipeline_accesslog",
    "pipeline_feed",
    "pipeline_feedepoch",
    "officials_draftlook",
)
# What the record speaks of may change, and its words be emptied, but it does not go away.
NEVER_DELETED = (
    "accounts_citizen",
    "consents_consent",
    "documents_document",
    "handovers_delivery",
    "handovers_endpoint",
    "handovers_handover",
    "hospital_papers_hold",
    "hospital_papers_notice",
    "hospital_papers_packet",
    "pipeline_attachment",
    "pipeline_dossier",
    "pipeline_proof",
    "pipeline_returnrequest",
    "pipeline_step",
    "pipeline_verification",
)


def create_roles() -> None:
    """Create the runtime roles, or renew their passwords; needs CREATEROLE."""
    with connection.cursor() as cursor:
        for role, password in settings.RUNTIME_ROLE_PASSWORDS.items():
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,))
            verb = "ALTER" if cursor.fetchone() else "CREATE"
            # Only a superuser may say the first two of an existing role; they were said at birth.
            above = "" if verb == "ALTER" else "NOSUPERUSER NOBYPASSRLS "
            cursor.execute(
                f"{verb} ROLE {role} LOGIN {above}NOCREATEDB NOCREATEROLE PASSWORD %s", (password,)
            )


@transaction.atomic
def grant() -> None:
    """Let the runtime roles read and write every table, but not rewrite or delete the record.

    What they may delete elsewhere (drafts, sessions, rows of the admin) is not narrowed by table.
    """
    names = ", ".join(settings.RUNTIME_ROLE_PASSWORDS)
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {names}")
        cursor.execute(
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {names}"
        )
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {names}")
        for table in APPEND_ONLY:
            cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {names}")
        for table in NEVER_DELETED:
            cursor.execute(f"REVOKE DELETE, TRUNCATE ON {table} FROM {names}")
        cursor.execute(f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {names}")
