-- The author and organization graph, and sums for statistics: tables that are derived from papers, and set in every
-- transaction that changes papers. What is stored already is counted into them here.

-- CreateTable
CREATE TABLE "affiliations" (
    "author_id" INTEGER NOT NULL,
    "organization_id" INTEGER NOT NULL,
    "papers_count" INTEGER NOT NULL,
    "first_on" DATE,
    "last_on" DATE,
    CONSTRAINT "affiliations_pkey" PRIMARY KEY ("author_id","organization_id")
);
-- CreateTable
CREATE TABLE "collaborations" (
    "low_id" INTEGER NOT NULL,
    "high_id" INTEGER NOT NULL,
    "shared_authors" INTEGER NOT NULL,
    CONSTRAINT "collaborations_pkey" PRIMARY KEY ("low_id","high_id")
) WITH (fillfactor = 80);
-- CreateTable
CREATE TABLE "paper_days" (
    "day" DATE NOT NULL,
    "papers" INTEGER NOT NULL,
    "upvotes" INTEGER NOT NULL,
    "comments" INTEGER NOT NULL,
    CONSTRAINT "paper_days_pkey" PRIMARY KEY ("day")
) WITH (fillfactor = 50);
-- CreateTable
CREATE TABLE "organization_months" (
    "month" DATE NOT NULL,
    "organization_id" INTEGER NOT NULL,
    "papers" INTEGER NOT NULL,
    "upvotes" INTEGER NOT NULL,
    "comments" INTEGER NOT NULL,
    CONSTRAINT "organization_months_pkey" PRIMARY KEY ("month","organization_id")
) WITH (fillfactor = 80);
-- AlterTable
ALTER TABLE "keywords" ADD COLUMN "name_key" TEXT COLLATE "C", ADD COLUMN "upvotes" INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN "last_seen_on" DATE;

INSERT INTO affiliations
SELECT s.author_id, p.organization_id, count(DISTINCT p.id), min(p.published_on), max(p.published_on)
FROM authorships s JOIN papers p ON p.id = s.paper_id
WHERE s.author_id IS NOT NULL AND p.organization_id IS NOT NULL
GROUP BY 1, 2;

INSERT INTO collaborations
SELECT one.organization_id, other.organization_id, count(*)
FROM affiliations one JOIN affiliations other USING (author_id)
WHERE one.organization_id < other.organization_id
GROUP BY 1, 2;

INSERT INTO paper_days
SELECT published_on, count(*), sum(upvotes), sum(comments_count)
FROM papers WHERE published_on IS NOT NULL
GROUP BY 1;

INSERT INTO organization_months
SELECT date_trunc('month', published_on::timestamp)::date, organization_id, count(*), sum(upvotes), sum(comments_count)
FROM papers WHERE published_on IS NOT NULL AND organization_id IS NOT NULL
GROUP BY 1, 2;

-- As nameKey() in src/domain/keys.ts folds names.
UPDATE keywords k
SET name_key = coalesce(nullif(trim(regexp_replace(lower(search_fold(k.name)), '[^[:alnum:]]+', ' ', 'g')), ''), k.name),
    upvotes = now.upvotes, last_seen_on = now.last_seen_on
FROM (
    SELECT k.id, coalesce(sum(p.upvotes), 0) AS upvotes, max(p.published_on) AS last_seen_on
    FROM keywords k LEFT JOIN paper_keywords pk ON pk.keyword_id = k.id LEFT JOIN papers p ON p.id = pk.paper_id
    GROUP BY k.id
) now
WHERE now.id = k.id;
-- AlterTable
ALTER TABLE "keywords" ALTER COLUMN "name_key" SET NOT NULL;

-- CreateIndex
CREATE INDEX "affiliations_organization_id_papers_count_author_id_idx" ON "affiliations"("organization_id", "papers_count", "author_id");
-- CreateIndex
CREATE INDEX "collaborations_high_id_idx" ON "collaborations"("high_id");
-- CreateIndex
CREATE INDEX "keywords_upvotes_id_idx" ON "keywords"("upvotes", "id");
-- CreateIndex
CREATE INDEX "keywords_name_key_id_idx" ON "keywords"("name_key", "id");
-- CreateIndex
CREATE INDEX "keywords_last_seen_on_id_idx" ON "keywords"("last_seen_on", "id");

-- What follows is outside Prisma's schema language.

-- Who wrote a paper is asked more often than anything else of it: the index alone can tell.
ALTER TABLE "authorships" DROP CONSTRAINT "authorships_pkey";
ALTER TABLE "authorships" ADD CONSTRAINT "authorships_pkey" PRIMARY KEY ("paper_id", "position") INCLUDE ("author_id");

-- Statistics over dates of publication are counted from the index alone.
DROP INDEX "papers_published_on_id_idx";
CREATE INDEX "papers_published_on_id_idx" ON "papers"("published_on", "id")
    INCLUDE ("organization_id", "upvotes", "comments_count");

-- The words of a folded name, for searching by their beginnings.
CREATE FUNCTION name_words(name_key TEXT) RETURNS TSVECTOR
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN array_to_tsvector(array_remove(string_to_array(name_key, ' '), ''));

CREATE INDEX "authors_words_idx" ON "authors" USING GIN (name_words("name_key"));
CREATE INDEX "keywords_words_idx" ON "keywords" USING GIN (name_words("name_key"));
-- The slug, a word or several, counts as part of the name.
CREATE INDEX "organizations_words_idx" ON "organizations"
    USING GIN (name_words("name_key" || ' ' || regexp_replace("slug_key", '[^[:alnum:]]+', ' ', 'g')));
