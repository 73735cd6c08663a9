-- When papers reached a number of upvotes, or a rank on a board, for the first time.

-- CreateTable
CREATE TABLE "crossings" (
    "scale" TEXT NOT NULL,
    "paper_id" INTEGER NOT NULL,
    "crossed_at" TIMESTAMPTZ(3) NOT NULL,
    "low" INTEGER NOT NULL,
    "high" INTEGER NOT NULL,
    CONSTRAINT "crossings_pkey" PRIMARY KEY ("paper_id","scale","high"),
    CONSTRAINT "crossings_paper_id_fkey" FOREIGN KEY ("paper_id") REFERENCES "papers"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

INSERT INTO crossings (scale, paper_id, crossed_at, low, high)
SELECT * FROM (
    SELECT scale, paper_id, crossed_at, coalesce(max(high) OVER (
        PARTITION BY scale, paper_id ORDER BY crossed_at, high DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ), 0) AS low, high
    FROM (
        SELECT 'UPVOTES' AS scale, o.paper_id, CASE WHEN o.dated THEN o.observed_at ELSE least(o.observed_at, coalesce(
            (SELECT (min(f.day) + 1)::timestamp AT TIME ZONE 'UTC' FROM feature_days f WHERE f.paper_id = o.paper_id),
            p.published_at,
            (p.published_on + 1)::timestamp AT TIME ZONE 'UTC')) END AS crossed_at, o.upvotes AS high
        FROM upvote_observations o JOIN papers p ON p.id = o.paper_id
        UNION ALL
        -- Only days that have ended and are not stale; servers add the others when they compute the boards.
        SELECT b.board, place.id, (b.day + 1)::timestamp AT TIME ZONE 'UTC', 501 - place.rank::int
        FROM daily_boards b
        CROSS JOIN unnest(b.paper_ids[1:100]) WITH ORDINALITY place(id, rank)
        JOIN papers p ON p.id = place.id
        WHERE b.day < coalesce((SELECT min(day) FROM board_days WHERE stale), 'infinity')
    ) point
) record
WHERE high > low;

-- What follows is outside Prisma's schema language.

-- Feeds walk it from the newest crossing on; those of rare heights read the other one.
CREATE INDEX "crossings_scale_crossed_at_paper_id_idx"
    ON "crossings" ("scale", "crossed_at", "paper_id") INCLUDE ("low", "high");
CREATE INDEX "crossings_scale_high_idx" ON "crossings" ("scale", "high") INCLUDE ("low");

-- ALWAYS: bulk loads run with session_replication_role = replica, which skips ordinary triggers.
CREATE TRIGGER data_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON crossings
    FOR EACH STATEMENT EXECUTE FUNCTION notify_data_change();
ALTER TABLE crossings ENABLE ALWAYS TRIGGER data_change;
