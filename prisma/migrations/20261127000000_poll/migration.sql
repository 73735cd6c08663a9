-- How far the live feed has been followed.

-- CreateTable
CREATE TABLE "poll_days" (
    "day" DATE NOT NULL,
    "polled_at" TIMESTAMPTZ(3),
    "failed_at" TIMESTAMPTZ(3),
    CONSTRAINT "poll_days_pkey" PRIMARY KEY ("day")
);
