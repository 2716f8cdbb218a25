"""A mark that changes with whatever is believed, so that each process knows to read it anew."""

from django.db import migrations

MARK = """
CREATE FUNCTION hospital_papers_believe_anew() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE hospital_papers_beliefversion SET mark = gen_random_uuid();
    RETURN NULL;
END $$;
INSERT INTO hospital_papers_beliefversion (mark) VALUES (gen_random_uuid());
CREATE TRIGGER believe_anew AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE
    ON hospital_papers_facility
    FOR EACH STATEMENT EXECUTE FUNCTION hospital_papers_believe_anew();
CREATE TRIGGER believe_anew AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE
    ON hospital_papers_authority
    FOR EACH STATEMENT EXECUTE FUNCTION hospital_papers_believe_anew();
CREATE TRIGGER believe_anew AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE
    ON hospital_papers_revocationlist
    FOR EACH STATEMENT EXECUTE FUNCTION hospital_papers_believe_anew();
"""
NO_MARK = """
DROP TRIGGER believe_anew ON hospital_papers_facility;
DROP TRIGGER believe_anew ON hospital_papers_authority;
DROP TRIGGER believe_anew ON hospital_papers_revocationlist;
DROP FUNCTION hospital_papers_believe_anew();
DELETE FROM hospital_papers_beliefversion;
"""


class Migration(migrations.Migration):
    dependencies = [("hospital_papers", "0002_packets")]

    operations = [migrations.RunSQL(MARK, NO_MARK)]
