-- People are found by all their names, and organizations keep one identity under their source's id. The keys that are
-- stored are made again by src/domain/rekeying.ts, since only the program folds names.

-- AlterTable
ALTER TABLE "authors" ADD COLUMN "account_name" TEXT, ADD COLUMN "other_name_keys" TEXT;
UPDATE "authors" SET "account_name" = "name" WHERE "account_id" IS NOT NULL;

-- AlterTable
ALTER TABLE "organizations" ADD COLUMN "source_id" TEXT, ADD COLUMN "other_name_keys" TEXT;

-- DropIndex: a slug that has changed hands may be on two rows until the source says the new one of the former owner.
DROP INDEX "organizations_slug_key_key";

-- CreateIndex
CREATE UNIQUE INDEX "organizations_source_id_key" ON "organizations"("source_id");

-- CreateTable
CREATE TABLE "organization_slugs" (
    "slug_key" TEXT COLLATE "C" NOT NULL,
    "organization_id" INTEGER NOT NULL,

    CONSTRAINT "organization_slugs_pkey" PRIMARY KEY ("slug_key")
);
INSERT INTO "organization_slugs" SELECT "slug_key", "id" FROM "organizations";

-- CreateIndex
CREATE INDEX "organization_slugs_organization_id_idx" ON "organization_slugs"("organization_id");

-- AddForeignKey
ALTER TABLE "organization_slugs" ADD CONSTRAINT "organization_slugs_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- CreateTable
CREATE TABLE "key_version" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "version" INTEGER NOT NULL,

    CONSTRAINT "key_version_pkey" PRIMARY KEY ("id")
);
INSERT INTO "key_version" ("version") SELECT CASE WHEN EXISTS (SELECT FROM "papers") THEN 1 ELSE 2 END;

-- What follows is outside Prisma's schema language.

DROP INDEX "organizations_words_idx";
CREATE INDEX "organizations_words_idx" ON "organizations"
    USING GIN (name_words("name_key" || coalesce(' ' || "other_name_keys", '')));

-- While a database is being filled the index is not there, and its definition waits.
DROP INDEX IF EXISTS "authors_words_idx";
CREATE INDEX "authors_words_idx" ON "authors" USING GIN (name_words("name_key" || coalesce(' ' || "other_name_keys", '')));
UPDATE "parked_indexes" SET "definition" = indexdef
FROM pg_indexes WHERE schemaname = current_schema() AND indexname = "name" AND "name" = 'authors_words_idx';
DO $$
BEGIN
    IF EXISTS (SELECT FROM "parked_indexes" WHERE "name" = 'authors_words_idx') THEN
        DROP INDEX "authors_words_idx";
    END IF;
END
$$;
