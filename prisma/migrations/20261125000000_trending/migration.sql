-- Trending boards, and the log of events that subscriptions are served from. What is stored already is ranked here.

-- CreateTable
CREATE TABLE "trending_scores" (
    "paper_id" INTEGER NOT NULL,
    "day" DOUBLE PRECISION NOT NULL,
    "week" DOUBLE PRECISION NOT NULL,
    "month" DOUBLE PRECISION NOT NULL,
    CONSTRAINT "trending_scores_pkey" PRIMARY KEY ("paper_id")
) WITH (fillfactor = 80);
-- CreateTable
CREATE TABLE "trending_places" (
    "board" TEXT NOT NULL,
    "paper_id" INTEGER NOT NULL,
    "rank" INTEGER NOT NULL,
    "previous_rank" INTEGER,
    "best_rank" INTEGER NOT NULL,
    "entered_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "trending_places_pkey" PRIMARY KEY ("board","paper_id")
) WITH (fillfactor = 50);
-- CreateTable
CREATE TABLE "events" (
    "number" BIGINT NOT NULL,
    "topic" TEXT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "paper_id" INTEGER,
    "rank" INTEGER,
    "previous_rank" INTEGER,
    "best_rank" INTEGER,
    "upvotes" INTEGER,
    "previous_upvotes" INTEGER,
    CONSTRAINT "events_pkey" PRIMARY KEY ("number")
);
-- CreateTable
CREATE TABLE "event_log" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "last_number" BIGINT NOT NULL DEFAULT 0,
    "expired_through" BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT "event_log_pkey" PRIMARY KEY ("id")
) WITH (fillfactor = 10);
INSERT INTO "event_log" DEFAULT VALUES;

-- As refreshScores() in src/domain/trending-scores.ts computes them: each upvote that still stands, by the instant at
-- which it was first seen, in half-lives of 8, 60 and 240 hours since 2025.
INSERT INTO trending_scores
SELECT paper_id,
    max(age) / 8 + ln(sum(gained * power(2::float8, greatest((age - newest) / 8, -1000)) ORDER BY age)) / ln(2::float8),
    max(age) / 60 + ln(sum(gained * power(2::float8, greatest((age - newest) / 60, -1000)) ORDER BY age)) / ln(2::float8),
    max(age) / 240 + ln(sum(gained * power(2::float8, greatest((age - newest) / 240, -1000)) ORDER BY age)) / ln(2::float8)
FROM (
    SELECT paper_id, gained, age, max(age) OVER (PARTITION BY paper_id) AS newest
    FROM (
        SELECT o.paper_id,
            min(o.upvotes) OVER (ordered ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)
                - coalesce(lag(o.upvotes) OVER ordered, 0) AS gained,
            extract(epoch FROM (CASE WHEN lag(o.upvotes) OVER ordered IS NULL
                THEN least(o.observed_at, coalesce(
                    (SELECT (min(f.day) + 1)::timestamp AT TIME ZONE 'UTC' FROM feature_days f WHERE f.paper_id = o.paper_id),
                    p.published_at,
                    (p.published_on + 1)::timestamp AT TIME ZONE 'UTC'))
                ELSE o.observed_at END) - timestamptz '2025-01-01T00:00:00Z')::float8 / 3600 AS age
        FROM upvote_observations o JOIN papers p ON p.id = o.paper_id
        WHERE p.withdrawn_at IS NULL
        WINDOW ordered AS (PARTITION BY o.paper_id ORDER BY o.observed_at)
    ) steps
    WHERE gained > 0
) counted
GROUP BY paper_id;

INSERT INTO trending_places
SELECT board, paper_id, rank, NULL, rank, date_trunc('milliseconds', now())
FROM (
    SELECT 'DAY' AS board, paper_id, row_number() OVER (ORDER BY day DESC, paper_id DESC)::int AS rank FROM trending_scores
    UNION ALL
    SELECT 'WEEK', paper_id, row_number() OVER (ORDER BY week DESC, paper_id DESC)::int FROM trending_scores
    UNION ALL
    SELECT 'MONTH', paper_id, row_number() OVER (ORDER BY month DESC, paper_id DESC)::int FROM trending_scores
) ranked
WHERE rank <= 500;

-- CreateIndex
CREATE INDEX "trending_scores_day_paper_id_idx" ON "trending_scores"("day", "paper_id");
-- CreateIndex
CREATE INDEX "trending_scores_week_paper_id_idx" ON "trending_scores"("week", "paper_id");
-- CreateIndex
CREATE INDEX "trending_scores_month_paper_id_idx" ON "trending_scores"("month", "paper_id");
-- CreateIndex
CREATE INDEX "events_topic_number_idx" ON "events"("topic", "number");
