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
CREATE TABLE "readings" (
    "key" TEXT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "digest" TEXT NOT NULL,
    "records" INTEGER NOT NULL,
    "papers" INTEGER NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "readings_pkey" PRIMARY KEY ("key")
);

-- What follows is outside Prisma's schema language.

-- Counts the transactions that write papers: who finds that it wrote the last two itself knows that nobody wrote between.
CREATE SEQUENCE IF NOT EXISTS "writer_turns";
