-- Boards at the end of each day, and GitHub stars over time.

-- CreateTable
CREATE TABLE "board_days" (
    "day" DATE NOT NULL,
    "stale" BOOLEAN NOT NULL,
    "deep" BOOLEAN NOT NULL DEFAULT false,
    CONSTRAINT "board_days_pkey" PRIMARY KEY ("day")
) WITH (fillfactor = 50);
-- CreateTable
CREATE TABLE "daily_boards" (
    "board" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "paper_ids" INTEGER[],
    "scores" DOUBLE PRECISION[],
    CONSTRAINT "daily_boards_pkey" PRIMARY KEY ("board","day")
);
-- CreateTable
CREATE TABLE "star_observations" (
    "paper_id" INTEGER NOT NULL,
    "observed_at" TIMESTAMPTZ(3) NOT NULL,
    "stars" INTEGER NOT NULL,
    CONSTRAINT "star_observations_pkey" PRIMARY KEY ("paper_id","observed_at"),
    CONSTRAINT "star_observations_paper_id_fkey" FOREIGN KEY ("paper_id") REFERENCES "papers"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
-- CreateIndex
CREATE INDEX "board_days_stale_day_idx" ON "board_days"("stale", "day");
-- CreateIndex
CREATE INDEX "daily_boards_paper_ids_idx" ON "daily_boards" USING GIN ("paper_ids");
-- CreateIndex
CREATE INDEX "upvote_observations_observed_at_paper_id_idx" ON "upvote_observations"("observed_at", "paper_id") INCLUDE ("upvotes");

-- Servers compute the boards of these days in the background; until then, past boards are computed from the observations.
INSERT INTO board_days (day, stale)
SELECT DISTINCT ((changed_at AT TIME ZONE 'UTC') - interval '1 microsecond')::date, true
FROM (
    SELECT CASE WHEN o.dated THEN o.observed_at ELSE least(o.observed_at, coalesce(
        (SELECT (min(f.day) + 1)::timestamp AT TIME ZONE 'UTC' FROM feature_days f WHERE f.paper_id = o.paper_id),
        p.published_at,
        (p.published_on + 1)::timestamp AT TIME ZONE 'UTC')) END AS changed_at
    FROM upvote_observations o JOIN papers p ON p.id = o.paper_id
    UNION ALL
    SELECT p.withdrawn_at FROM papers p
    WHERE p.withdrawn_at IS NOT NULL AND EXISTS (SELECT FROM upvote_observations o WHERE o.paper_id = p.id)
) change;

-- What follows is outside Prisma's schema language.

-- Few observations have no known time.
CREATE INDEX "upvote_observations_undated_idx" ON "upvote_observations"("paper_id") WHERE NOT "dated";

-- Random numbers: compressing them costs time and saves nothing.
ALTER TABLE daily_boards ALTER COLUMN paper_ids SET STORAGE EXTERNAL, ALTER COLUMN scores SET STORAGE EXTERNAL;

-- ALWAYS: bulk loads run with session_replication_role = replica, which skips ordinary triggers.
DO $$
DECLARE
    name TEXT;
BEGIN
    FOREACH name IN ARRAY ARRAY['daily_boards', 'star_observations'] LOOP
        EXECUTE format('CREATE TRIGGER data_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON %I
            FOR EACH STATEMENT EXECUTE FUNCTION notify_data_change()', name);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER data_change', name);
    END LOOP;
END
$$;
