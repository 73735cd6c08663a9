-- Documents are made by papergraph's own analyzer; Postgres stores and matches them. Until a paper is analyzed again, which
-- happens in the background, its old document stays.
DROP FUNCTION search_query(TEXT);
-- Cascades to a temporary function of an earlier migration that ran in the same session.
DROP FUNCTION search_fold(TEXT) CASCADE;
ALTER TABLE "paper_texts" ADD COLUMN "terms" INTEGER[], ADD COLUMN "impacts" BYTEA;

-- CreateTable
CREATE TABLE "search_terms" (
    "term" TEXT NOT NULL,
    "papers" INTEGER NOT NULL,
    CONSTRAINT "search_terms_pkey" PRIMARY KEY ("term")
);

-- CreateTable
CREATE TABLE "search_statistics" (
    "only" BOOLEAN NOT NULL DEFAULT true,
    "papers" INTEGER NOT NULL,
    "sampled" INTEGER NOT NULL,
    "step" INTEGER NOT NULL,
    "last_paper" INTEGER NOT NULL,
    CONSTRAINT "search_statistics_pkey" PRIMARY KEY ("only")
);

-- CreateTable
CREATE TABLE "search_analysis" (
    "only" BOOLEAN NOT NULL DEFAULT true,
    "version" INTEGER NOT NULL,
    "next_paper" INTEGER,
    CONSTRAINT "search_analysis_pkey" PRIMARY KEY ("only")
);
-- The documents that are there were made by Postgres, version 0 so to speak; with none, version 1 has made all.
INSERT INTO "search_analysis" ("version") SELECT CASE WHEN EXISTS (SELECT FROM "papers") THEN 0 ELSE 1 END;

-- Ranking reads `terms` and `impacts` of hundreds of papers: the texts beside them are stored elsewhere, so that a page holds
-- ten rows rather than two. They are not compressed, which would take longer than all else that is done to store them.
ALTER TABLE "paper_texts" SET (toast_tuple_target = 128);
ALTER TABLE "paper_texts" ALTER "abstract" SET STORAGE EXTERNAL, ALTER "search" SET STORAGE EXTERNAL,
    ALTER "terms" SET STORAGE MAIN, ALTER "impacts" SET STORAGE MAIN;
