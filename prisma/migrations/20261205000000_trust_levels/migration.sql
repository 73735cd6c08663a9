-- The columns get the name that code and documents use.
ALTER TABLE "papers" RENAME COLUMN "authority" TO "trust_level";
ALTER TABLE "papers" RENAME COLUMN "comments_authority" TO "comments_trust_level";
ALTER TABLE "organizations" RENAME COLUMN "authority" TO "trust_level";

-- Since PostgreSQL 18, NOT NULL is a constraint with a name.
DO $$
DECLARE
    named RECORD;
BEGIN
    FOR named IN
        SELECT "conrelid"::regclass AS "relation", "conname" AS "name" FROM "pg_constraint"
        WHERE "contype" = 'n' AND "conrelid" IN ('papers'::regclass, 'organizations'::regclass)
            AND "conname" LIKE '%authority_not_null'
    LOOP
        EXECUTE format('ALTER TABLE %s RENAME CONSTRAINT %I TO %I',
            named."relation", named."name", replace(named."name", 'authority', 'trust_level'));
    END LOOP;
END
$$;
