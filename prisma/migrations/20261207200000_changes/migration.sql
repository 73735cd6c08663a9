-- When papers last changed, and what only arXiv states: categories, apart from keywords, and versions.

-- Constant for all stored papers, so the table is not rewritten.
ALTER TABLE "papers" ADD COLUMN "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now();
ALTER TABLE "papers" ALTER COLUMN "updated_at" DROP DEFAULT;
CREATE INDEX "papers_added_at_id_idx" ON "papers"("added_at", "id");
CREATE INDEX "papers_updated_at_id_idx" ON "papers"("updated_at", "id");

-- CreateTable
CREATE TABLE "paper_categories" (
    "paper_id" INTEGER NOT NULL,
    "category" TEXT COLLATE "C" NOT NULL,
    "position" SMALLINT NOT NULL
);
-- CreateTable
CREATE TABLE "paper_versions" (
    "paper_id" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "submitted_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "paper_versions_pkey" PRIMARY KEY ("paper_id","number"),
    CONSTRAINT "paper_versions_paper_id_fkey" FOREIGN KEY ("paper_id") REFERENCES "papers"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- Keywords that are categories of arXiv, as it spells them. Archives that are just a word (`math`) may be keywords.
CREATE TEMP TABLE "category_keywords" ON COMMIT DROP AS
SELECT id,
    CASE WHEN key ~ '^(?:cond-mat|physics)\.' OR key !~ '\.' THEN key
        ELSE split_part(key, '.', 1) || '.' || upper(split_part(key, '.', 2)) END AS category
FROM keywords
WHERE key ~ '^(?:astro-ph|cs|econ|eess|math|nlin|q-bio|q-fin|stat)\.[a-z]{2}$'
    OR key ~ '^(?:cond-mat|physics)\.[a-z]+(?:-[a-z]+)?$'
    OR key ~ '^(?:acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas|cond-mat|dg-ga|funct-an|gr-qc|hep-(?:ex|lat|ph|th)|math-ph|mtrl-th|nucl-(?:ex|th)|patt-sol|plasm-ph|q-alg|q-bio|q-fin|quant-ph|solv-int|supr-con)$';

INSERT INTO "paper_categories" ("paper_id", "category", "position")
SELECT paper_id, category, row_number() OVER (PARTITION BY paper_id ORDER BY position)
FROM paper_keywords JOIN category_keywords c ON c.id = keyword_id;

DELETE FROM "paper_keywords" USING category_keywords c WHERE keyword_id = c.id;
DELETE FROM "keyword_months" USING category_keywords c WHERE keyword_id = c.id;
DELETE FROM "keywords" k USING category_keywords c WHERE k.id = c.id;

ALTER TABLE "paper_categories" ADD CONSTRAINT "paper_categories_pkey" PRIMARY KEY ("paper_id","category");
CREATE INDEX "paper_categories_category_paper_id_idx" ON "paper_categories"("category", "paper_id");
ALTER TABLE "paper_categories" ADD CONSTRAINT "paper_categories_paper_id_fkey" FOREIGN KEY ("paper_id") REFERENCES "papers"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What follows is outside Prisma's schema language.

-- So that the statistics have all categories: Postgres would expect thousands of papers in any other.
ALTER TABLE "paper_categories" ALTER COLUMN "category" SET STATISTICS 1000;

-- Milliseconds since 1970 of the latest write transaction. A sequence, because its value is not rolled back.
CREATE SEQUENCE IF NOT EXISTS "write_times";
SELECT setval('write_times', ceil(extract(epoch FROM now()) * 1000)::bigint);

CREATE INDEX "paper_texts_paper_id_idx" ON "paper_texts"("paper_id") WHERE "abstract" IS NULL;

-- ALWAYS: bulk loads run with session_replication_role = replica, which skips ordinary triggers.
DO $$
DECLARE
    name TEXT;
BEGIN
    FOREACH name IN ARRAY ARRAY['paper_categories', 'paper_versions'] LOOP
        EXECUTE format('CREATE TRIGGER data_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON %I
            FOR EACH STATEMENT EXECUTE FUNCTION notify_data_change()', name);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER data_change', name);
    END LOOP;
END
$$;
