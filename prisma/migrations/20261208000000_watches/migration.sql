-- Watches: who is notified of which papers, through which channel, and what is delivered.

-- CreateTable
CREATE TABLE "watches" (
    "id" SERIAL NOT NULL,
    "key" TEXT NOT NULL,
    "filter" JSONB NOT NULL,
    "filter_key" TEXT NOT NULL,
    "event" TEXT NOT NULL,
    "board" TEXT,
    "top" INTEGER,
    "min_upvotes" INTEGER,
    "channel" TEXT NOT NULL,
    "url" TEXT,
    "secrets" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "secrets_expire_at" TIMESTAMPTZ(3),
    "address" TEXT,
    "address_key" TEXT,
    "frequency" TEXT,
    "hour" SMALLINT,
    "weekday" SMALLINT,
    "time_zone" TEXT,
    "state" TEXT NOT NULL,
    "state_reason" TEXT,
    "event_number" BIGINT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "confirmed_at" TIMESTAMPTZ(3),
    "next_due_at" TIMESTAMPTZ(3),
    CONSTRAINT "watches_pkey" PRIMARY KEY ("id")
);
-- CreateTable
CREATE TABLE "watch_log" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "number" BIGINT NOT NULL,
    CONSTRAINT "watch_log_pkey" PRIMARY KEY ("id")
);
-- CreateTable
CREATE TABLE "watch_items" (
    "watch_id" INTEGER NOT NULL,
    "event_number" BIGINT NOT NULL,
    "paper_id" INTEGER NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "rank" INTEGER,
    "upvotes" INTEGER,
    "delivery_id" BIGINT,
    CONSTRAINT "watch_items_pkey" PRIMARY KEY ("watch_id","event_number")
);
-- CreateTable
CREATE TABLE "deliveries" (
    "id" BIGSERIAL NOT NULL,
    "watch_id" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "message_id" TEXT NOT NULL,
    "period" TEXT,
    "state" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3),
    "last_status" INTEGER,
    "last_error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),
    CONSTRAINT "deliveries_pkey" PRIMARY KEY ("id")
);
-- CreateTable
CREATE TABLE "mail_suppressions" (
    "address_key" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "mail_suppressions_pkey" PRIMARY KEY ("address_key")
);
-- CreateTable
CREATE TABLE "watch_secret" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "secret" TEXT NOT NULL,
    CONSTRAINT "watch_secret_pkey" PRIMARY KEY ("id")
);
-- CreateIndex
CREATE UNIQUE INDEX "watches_key_key" ON "watches"("key");
-- CreateIndex
CREATE INDEX "watches_event_min_upvotes_idx" ON "watches"("event", "min_upvotes");
-- CreateIndex
CREATE INDEX "watches_filter_key_idx" ON "watches"("filter_key");
-- CreateIndex
CREATE INDEX "watches_address_key_idx" ON "watches"("address_key");
-- CreateIndex
CREATE INDEX "watches_channel_next_due_at_idx" ON "watches"("channel", "next_due_at");
-- CreateIndex
CREATE INDEX "watch_items_watch_id_paper_id_idx" ON "watch_items"("watch_id", "paper_id");
-- CreateIndex
CREATE INDEX "watch_items_paper_id_idx" ON "watch_items"("paper_id");
-- CreateIndex
CREATE INDEX "watch_items_delivery_id_idx" ON "watch_items"("delivery_id");
-- CreateIndex
CREATE UNIQUE INDEX "deliveries_message_id_key" ON "deliveries"("message_id");
-- CreateIndex
CREATE INDEX "deliveries_watch_id_state_id_idx" ON "deliveries"("watch_id", "state", "id");
-- CreateIndex
CREATE INDEX "deliveries_state_next_attempt_at_idx" ON "deliveries"("state", "next_attempt_at");
-- CreateIndex
CREATE INDEX "deliveries_finished_at_idx" ON "deliveries"("finished_at");
-- AddForeignKey
ALTER TABLE "watch_items" ADD CONSTRAINT "watch_items_watch_id_fkey" FOREIGN KEY ("watch_id") REFERENCES "watches"("id") ON DELETE CASCADE ON UPDATE CASCADE;
-- AddForeignKey
ALTER TABLE "watch_items" ADD CONSTRAINT "watch_items_paper_id_fkey" FOREIGN KEY ("paper_id") REFERENCES "papers"("id") ON DELETE CASCADE ON UPDATE CASCADE;
-- AddForeignKey
ALTER TABLE "watch_items" ADD CONSTRAINT "watch_items_delivery_id_fkey" FOREIGN KEY ("delivery_id") REFERENCES "deliveries"("id") ON DELETE SET NULL ON UPDATE CASCADE;
-- AddForeignKey
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_watch_id_fkey" FOREIGN KEY ("watch_id") REFERENCES "watches"("id") ON DELETE CASCADE ON UPDATE CASCADE;
-- What has happened until now is dispatched to nobody.
INSERT INTO "watch_log" ("number") SELECT "last_number" FROM "event_log";

-- 244 random bits.
INSERT INTO "watch_secret" ("secret") VALUES (replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''));
