-- The order of authors by upvotes, apart from the authors: an upvote then changes no index of theirs, of which there are
-- many, and whose entries would all have to be written anew.

-- CreateTable
CREATE TABLE "author_votes" (
    "author_id" INTEGER NOT NULL,
    "upvotes" INTEGER NOT NULL,
    CONSTRAINT "author_votes_pkey" PRIMARY KEY ("author_id")
) WITH (fillfactor = 80);
INSERT INTO author_votes SELECT id, upvotes FROM authors;
-- CreateIndex
CREATE INDEX "author_votes_upvotes_author_id_idx" ON "author_votes"("upvotes", "author_id");
-- DropIndex
DROP INDEX "authors_upvotes_id_idx";

-- What follows is outside Prisma's schema language.

-- Room on each page for the next version of a row: one beside the other needs no new entries in indexes.
ALTER TABLE "authors" SET (fillfactor = 75);
CLUSTER "authors" USING "authors_pkey";
ALTER TABLE "authors" SET WITHOUT CLUSTER;
