-- The order of organizations and keywords by upvotes, apart from them, as that of authors is: an upvote then changes none of their
-- other indexes, in which a changed row would need new entries for each word of its name.

-- CreateTable
CREATE TABLE "organization_votes" (
    "organization_id" INTEGER NOT NULL,
    "upvotes" INTEGER NOT NULL,
    CONSTRAINT "organization_votes_pkey" PRIMARY KEY ("organization_id")
) WITH (fillfactor = 80);
INSERT INTO "organization_votes" SELECT "id", "upvotes" FROM "organizations" WHERE "papers_count" > 0;
-- CreateIndex
CREATE INDEX "organization_votes_upvotes_organization_id_idx" ON "organization_votes"("upvotes", "organization_id");
-- DropIndex
DROP INDEX "organizations_upvotes_id_idx";

-- CreateTable
CREATE TABLE "keyword_votes" (
    "keyword_id" INTEGER NOT NULL,
    "upvotes" INTEGER NOT NULL,
    CONSTRAINT "keyword_votes_pkey" PRIMARY KEY ("keyword_id")
) WITH (fillfactor = 80);
INSERT INTO "keyword_votes" SELECT "id", "upvotes" FROM "keywords" WHERE "papers_count" > 0;
-- CreateIndex
CREATE INDEX "keyword_votes_upvotes_keyword_id_idx" ON "keyword_votes"("upvotes", "keyword_id");
-- DropIndex
DROP INDEX IF EXISTS "keywords_upvotes_id_idx";

-- Papers that are removed take their crossings along without it; checking it takes an eighth of the time of recording a crossing.
ALTER TABLE "crossings" DROP CONSTRAINT "crossings_paper_id_fkey";

-- What follows is outside Prisma's schema language.

-- During a bulk load, the index waits for its end.
WITH "dropped" AS (DELETE FROM "parked_indexes" WHERE "name" = 'keywords_upvotes_id_idx' RETURNING "name")
INSERT INTO "parked_indexes" ("name", "definition")
SELECT 'keyword_votes_upvotes_keyword_id_idx', pg_get_indexdef('keyword_votes_upvotes_keyword_id_idx'::regclass) FROM "dropped";
DO $$
BEGIN
    IF EXISTS (SELECT FROM "parked_indexes" WHERE "name" = 'keyword_votes_upvotes_keyword_id_idx') THEN
        DROP INDEX "keyword_votes_upvotes_keyword_id_idx";
    END IF;
END
$$;

-- Room on each page for the next version of a row: next to it, it needs no new entries in indexes.
ALTER TABLE "organizations" SET (fillfactor = 75);
CLUSTER "organizations" USING "organizations_pkey";
ALTER TABLE "organizations" SET WITHOUT CLUSTER;
ALTER TABLE "keywords" SET (fillfactor = 75);
CLUSTER "keywords" USING "keywords_pkey";
ALTER TABLE "keywords" SET WITHOUT CLUSTER;

-- New words of titles wait in a list of their index, and are merged into it together, which takes half the time. A search reads the
-- list once for each level: it is short, and every statement that stores titles is followed by merge_words().
UPDATE "parked_indexes" SET "definition" = replace("definition", 'fastupdate=off', 'fastupdate=''on'', gin_pending_list_limit=''64''')
WHERE "name" = 'paper_titles_terms_idx';
ALTER INDEX IF EXISTS "paper_titles_terms_idx" SET (fastupdate = on, gin_pending_list_limit = 64);

-- New words of other texts wait in a list of the index of search, too, which is long: servers merge it while they have nothing else to
-- do. Only the owner of an index may, who may be another role than that of the servers. If that has changed since, autovacuum merges
-- it. During a bulk load there is no index.
CREATE OR REPLACE FUNCTION merge_words("index" REGCLASS) RETURNS VOID LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM gin_clean_pending_list("index");
EXCEPTION WHEN insufficient_privilege THEN NULL;
END
$$;

DO $$
DECLARE
    name TEXT;
BEGIN
    FOREACH name IN ARRAY ARRAY['organization_votes', 'keyword_votes'] LOOP
        EXECUTE format('CREATE TRIGGER data_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON %I
            FOR EACH STATEMENT EXECUTE FUNCTION notify_data_change()', name);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER data_change', name);
    END LOOP;
END
$$;
