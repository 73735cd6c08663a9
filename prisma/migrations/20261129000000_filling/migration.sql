-- Archives of millions of papers: what waits while they come, and how far each was read.

-- CreateTable
CREATE TABLE "parked_indexes" (
    "name" TEXT NOT NULL,
    "definition" TEXT NOT NULL,

    CONSTRAINT "parked_indexes_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "respelled_authors" (
    "author_id" INTEGER NOT NULL,

    CONSTRAINT "respelled_authors_pkey" PRIMARY KEY ("author_id")
);

-- CreateTable
CREATE TABLE "bookmarks" (
    "key" TEXT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "digest" TEXT NOT NULL,
    "record" INTEGER NOT NULL,
    "papers" INTEGER NOT NULL,
    "rejected" INTEGER NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "bookmarks_pkey" PRIMARY KEY ("key")
);

-- What follows is outside Prisma's schema language.

-- Counts the transactions that write papers: who finds that it wrote the last two itself knows that nobody wrote between.
CREATE SEQUENCE IF NOT EXISTS "writer_turns";

-- An abstract and its search document take some three kB. To compress them takes longer than all else that is done to store
-- them, and gains a tenth; a row of up to 8 kB stays as it is.
ALTER TABLE "paper_texts" SET (toast_tuple_target = 8160);
