-- Sums per month, from which statistics of whole months are computed.

-- CreateTable
CREATE TABLE "author_months" (
    "month" DATE NOT NULL,
    "author_id" INTEGER NOT NULL,
    "papers" INTEGER NOT NULL,
    "upvotes" INTEGER NOT NULL,
    "comments" INTEGER NOT NULL,
    CONSTRAINT "author_months_pkey" PRIMARY KEY ("month","author_id")
) WITH (fillfactor = 90);
-- CreateIndex
CREATE INDEX "author_months_month_papers_idx" ON "author_months"("month", "papers");
-- CreateTable
CREATE TABLE "keyword_months" (
    "month" DATE NOT NULL,
    "keyword_id" INTEGER NOT NULL,
    "papers" INTEGER NOT NULL,
    "upvotes" INTEGER NOT NULL,
    "comments" INTEGER NOT NULL,
    CONSTRAINT "keyword_months_pkey" PRIMARY KEY ("month","keyword_id")
) WITH (fillfactor = 90);
-- CreateIndex
CREATE INDEX "keyword_months_month_papers_idx" ON "keyword_months"("month", "papers");
-- CreateTable
CREATE TABLE "months" (
    "month" DATE NOT NULL,
    "authors" INTEGER,
    CONSTRAINT "months_pkey" PRIMARY KEY ("month")
) WITH (fillfactor = 50);
-- CreateTable
CREATE TABLE "upvote_months" (
    "month" DATE NOT NULL,
    "upvotes" INTEGER NOT NULL,
    "papers" INTEGER NOT NULL,
    CONSTRAINT "upvote_months_pkey" PRIMARY KEY ("month","upvotes")
) WITH (fillfactor = 80);

INSERT INTO upvote_months
SELECT date_trunc('month', published_on::timestamp)::date, upvotes, count(*)
FROM papers WHERE published_on IS NOT NULL
GROUP BY 1, 2;

-- Servers compute the sums of these months in the background; until then, statistics read the papers.
INSERT INTO months (month) SELECT DISTINCT month FROM upvote_months;

-- What follows is outside Prisma's schema language.

-- ALWAYS: bulk loads run with session_replication_role = replica, which skips ordinary triggers.
DO $$
DECLARE
    name TEXT;
BEGIN
    FOREACH name IN ARRAY ARRAY['author_months', 'keyword_months', 'months', 'upvote_months'] LOOP
        EXECUTE format('CREATE TRIGGER data_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON %I
            FOR EACH STATEMENT EXECUTE FUNCTION notify_data_change()', name);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER data_change', name);
    END LOOP;
END
$$;
