-- What identifies an organization in global IDs: the first of its slugs, or the source's ID if it has lost them.
ALTER TABLE "organizations" ADD COLUMN "key" TEXT NOT NULL DEFAULT '';
UPDATE "organizations" o SET "key" = coalesce(
    (SELECT 'slug/' || min(s."slug_key" COLLATE "C") FROM "organization_slugs" s WHERE s."organization_id" = o."id"),
    'source/' || o."source_id",
    'slug/' || o."slug_key"
);
ALTER TABLE "organizations" ALTER COLUMN "key" DROP DEFAULT;

-- What follows is outside Prisma's schema language.

-- Accounts by username, ignoring case.
CREATE INDEX "authors_username_idx" ON "authors" (lower("username")) WHERE "username" IS NOT NULL;
