"""A mark that changes with whatever is believed, so that each process knows to read it anew."""

from django.db import migrations

TABLES = ("facility", "authority", "revocationlist")
MARK = """
CREATE FUNCTION hospital_papers_believe_anew() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE hospital_papers_beliefversion SET mark = gen_random_uuid();
    RETURN NULL;
END $$;
INSERT INTO hospital_papers_beliefversion (mark) VALUES (gen_random_uuid());
""" + "".join(
    f"""
CREATE TRIGGER believe_anew AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON hospital_papers_{table}
    FOR EACH STATEMENT EXECUTE FUNCTION hospital_papers_believe_anew();
"""
    for table in TABLES
)
NO_MARK = (
    "".join(f"DROP TRIGGER believe_anew ON hospital_papers_{table};" for table in TABLES)
    + "DROP FUNCTION hospital_papers_believe_anew();"
    + "DELETE FROM hospital_papers_beliefversion;"
)


class Migration(migrations.Migration):
    dependencies = [("hospital_papers", "0002_packets")]

    operations = [migrations.RunSQL(MARK, NO_MARK)]
