"""What only the database can promise: the record is append-only, and communes see their own."""

from django.db import migrations

APPEND_ONLY = """
CREATE FUNCTION pipeline_refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON pipeline_journalentry
    FOR EACH STATEMENT EXECUTE FUNCTION pipeline_refuse_rewriting();
CREATE TRIGGER access_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON pipeline_accesslog
    FOR EACH STATEMENT EXECUTE FUNCTION pipeline_refuse_rewriting();
CREATE TRIGGER feed_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON pipeline_feed
    FOR EACH STATEMENT EXECUTE FUNCTION pipeline_refuse_rewriting();
"""
REWRITABLE = """
DROP TRIGGER journal_append_only ON pipeline_journalentry;
DROP TRIGGER access_log_append_only ON pipeline_accesslog;
DROP TRIGGER feed_append_only ON pipeline_feed;
DROP FUNCTION pipeline_refuse_rewriting();
"""
# The roles are made by `prepare_database`; a plain `migrate` makes them without a login.
ROLES = """
DO $$
DECLARE wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['portal_worker', 'portal_desk'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
        END IF;
    END LOOP;
END $$;
"""
ROW_SECURITY = """
ALTER TABLE pipeline_step ENABLE ROW LEVEL SECURITY;
CREATE POLICY worker_moves_all ON pipeline_step TO portal_worker USING (true);
CREATE POLICY desk_sees_own_communes ON pipeline_step TO portal_desk
    USING (current_setting('portal.scope', true) = 'all'
           OR commune_code = ANY (string_to_array(current_setting('portal.scope', true), ',')));
"""
NO_ROW_SECURITY = """
DROP POLICY desk_sees_own_communes ON pipeline_step;
DROP POLICY worker_moves_all ON pipeline_step;
ALTER TABLE pipeline_step DISABLE ROW LEVEL SECURITY;
"""
# A dossier's journal head changes with every act: with free room on its own page its row is
# rewritten without touching any index.
ROOM = "ALTER TABLE pipeline_dossier SET (fillfactor = 75)"
NO_ROOM = "ALTER TABLE pipeline_dossier RESET (fillfactor)"
FIRST_EPOCH = """
INSERT INTO pipeline_feedhead (id, position, seen) VALUES (1, 0, 0);
INSERT INTO pipeline_feedepoch (number, began_after, began_at) VALUES (1, 0, now());
"""


class Migration(migrations.Migration):
    dependencies = [("pipeline", "0001_initial")]

    operations = [
        migrations.RunSQL(APPEND_ONLY, REWRITABLE),
        migrations.RunSQL(ROLES, migrations.RunSQL.noop),
        migrations.RunSQL(ROW_SECURITY, NO_ROW_SECURITY),
        migrations.RunSQL(ROOM, NO_ROOM),
        migrations.RunSQL(FIRST_EPOCH, migrations.RunSQL.noop),
    ]
