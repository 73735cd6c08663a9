-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";
-- CreateTable
CREATE TABLE "papers" (
    "id" SERIAL NOT NULL,
    "arxiv_id" TEXT,
    "title" TEXT NOT NULL,
    "title_key" TEXT COLLATE "C" NOT NULL,
    "published_at" TIMESTAMPTZ(3),
    "published_on" DATE,
    "latest_featured_on" DATE,
    "authors_count" INTEGER,
    "organization_id" INTEGER,
    "upvotes" INTEGER NOT NULL DEFAULT 0,
    "comments_count" INTEGER NOT NULL DEFAULT 0,
    "project_url" TEXT,
    "code_url" TEXT,
    "github_stars" INTEGER,
    "thumbnail_url" TEXT,
    "withdrawn_at" TIMESTAMPTZ(3),
    "authority" SMALLINT NOT NULL,
    "comments_authority" SMALLINT NOT NULL DEFAULT 0,
    "authors_digest" TEXT,
    "keywords_digest" TEXT,
    "added_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "papers_pkey" PRIMARY KEY ("id")
);
-- CreateTable
CREATE TABLE "paper_texts" (
    "paper_id" INTEGER NOT NULL,
    "abstract" TEXT,
    "search" tsvector,
    CONSTRAINT "paper_texts_pkey" PRIMARY KEY ("paper_id")
);
-- CreateTable
CREATE TABLE "organizations" (
    "id" SERIAL NOT NULL,
    "slug" TEXT NOT NULL,
    "slug_key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "name_key" TEXT COLLATE "C" NOT NULL,
    "avatar_url" TEXT,
    "authority" SMALLINT NOT NULL,
    "papers_count" INTEGER NOT NULL DEFAULT 0,
    "upvotes" INTEGER NOT NULL DEFAULT 0,
    "last_seen_on" DATE,
    CONSTRAINT "organizations_pkey" PRIMARY KEY ("id")
);
-- CreateTable
CREATE TABLE "authors" (
    "id" SERIAL NOT NULL,
    "account_id" TEXT,
    "own_name_key" TEXT,
    "name" TEXT NOT NULL,
    "name_key" TEXT COLLATE "C" NOT NULL,
    "username" TEXT,
    "avatar_url" TEXT,
    "papers_count" INTEGER NOT NULL DEFAULT 0,
    "upvotes" INTEGER NOT NULL DEFAULT 0,
    "last_seen_on" DATE,
    CONSTRAINT "authors_pkey" PRIMARY KEY ("id")
);
-- CreateTable
CREATE TABLE "authorships" (
    "paper_id" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "name_key" TEXT COLLATE "C" NOT NULL,
    "claimed" BOOLEAN NOT NULL,
    "hidden" BOOLEAN NOT NULL,
    "author_id" INTEGER,
    CONSTRAINT "authorships_pkey" PRIMARY KEY ("paper_id","position")
);
-- CreateTable
CREATE TABLE "claimed_names" (
    "name_key" TEXT COLLATE "C" NOT NULL,
    "author_id" INTEGER NOT NULL,
    CONSTRAINT "claimed_names_pkey" PRIMARY KEY ("name_key","author_id")
);
-- CreateTable
CREATE TABLE "keywords" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "papers_count" INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT "keywords_pkey" PRIMARY KEY ("id")
);
-- CreateTable
CREATE TABLE "paper_keywords" (
    "paper_id" INTEGER NOT NULL,
    "keyword_id" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    CONSTRAINT "paper_keywords_pkey" PRIMARY KEY ("paper_id","keyword_id")
);
-- CreateTable
CREATE TABLE "feature_days" (
    "paper_id" INTEGER NOT NULL,
    "day" DATE NOT NULL,
    CONSTRAINT "feature_days_pkey" PRIMARY KEY ("paper_id","day")
);
-- CreateTable
CREATE TABLE "upvote_observations" (
    "paper_id" INTEGER NOT NULL,
    "observed_at" TIMESTAMPTZ(3) NOT NULL,
    "upvotes" INTEGER NOT NULL,
    CONSTRAINT "upvote_observations_pkey" PRIMARY KEY ("paper_id","observed_at")
);
-- CreateTable
CREATE TABLE "sources" (
    "id" SMALLSERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "last_succeeded_at" TIMESTAMPTZ(3),
    "last_failed_at" TIMESTAMPTZ(3),
    "last_error" TEXT,
    CONSTRAINT "sources_pkey" PRIMARY KEY ("id")
);
-- CreateTable
CREATE TABLE "paper_sources" (
    "source_id" SMALLINT NOT NULL,
    "paper_id" INTEGER NOT NULL,
    CONSTRAINT "paper_sources_pkey" PRIMARY KEY ("source_id","paper_id")
);
-- CreateIndex
CREATE UNIQUE INDEX "papers_arxiv_id_key" ON "papers"("arxiv_id");
-- CreateIndex
CREATE INDEX "papers_published_on_id_idx" ON "papers"("published_on", "id");
-- CreateIndex
CREATE INDEX "papers_latest_featured_on_id_idx" ON "papers"("latest_featured_on", "id");
-- CreateIndex
CREATE INDEX "papers_upvotes_id_idx" ON "papers"("upvotes", "id");
-- CreateIndex
CREATE INDEX "papers_comments_count_id_idx" ON "papers"("comments_count", "id");
-- CreateIndex
CREATE INDEX "papers_title_key_id_idx" ON "papers"("title_key", "id");
-- CreateIndex
CREATE INDEX "papers_organization_id_published_on_id_idx" ON "papers"("organization_id", "published_on", "id");
-- CreateIndex
CREATE INDEX "paper_texts_search_idx" ON "paper_texts" USING GIN ("search");
-- CreateIndex
CREATE UNIQUE INDEX "organizations_slug_key_key" ON "organizations"("slug_key");
-- CreateIndex
CREATE INDEX "organizations_papers_count_id_idx" ON "organizations"("papers_count", "id");
-- CreateIndex
CREATE INDEX "organizations_upvotes_id_idx" ON "organizations"("upvotes", "id");
-- CreateIndex
CREATE INDEX "organizations_name_key_id_idx" ON "organizations"("name_key", "id");
-- CreateIndex
CREATE INDEX "organizations_last_seen_on_id_idx" ON "organizations"("last_seen_on", "id");
-- CreateIndex
CREATE UNIQUE INDEX "authors_account_id_key" ON "authors"("account_id");
-- CreateIndex
CREATE UNIQUE INDEX "authors_own_name_key_key" ON "authors"("own_name_key");
-- CreateIndex
CREATE INDEX "authors_papers_count_id_idx" ON "authors"("papers_count", "id");
-- CreateIndex
CREATE INDEX "authors_upvotes_id_idx" ON "authors"("upvotes", "id");
-- CreateIndex
CREATE INDEX "authors_name_key_id_idx" ON "authors"("name_key", "id");
-- CreateIndex
CREATE INDEX "authors_last_seen_on_id_idx" ON "authors"("last_seen_on", "id");
-- CreateIndex
CREATE INDEX "authorships_author_id_paper_id_idx" ON "authorships"("author_id", "paper_id");
-- CreateIndex
CREATE INDEX "claimed_names_author_id_idx" ON "claimed_names"("author_id");
-- CreateIndex
CREATE UNIQUE INDEX "keywords_key_key" ON "keywords"("key");
-- CreateIndex
CREATE INDEX "keywords_papers_count_id_idx" ON "keywords"("papers_count", "id");
-- CreateIndex
CREATE INDEX "paper_keywords_keyword_id_paper_id_idx" ON "paper_keywords"("keyword_id", "paper_id");
-- CreateIndex
CREATE INDEX "feature_days_day_paper_id_idx" ON "feature_days"("day", "paper_id");
-- CreateIndex
CREATE UNIQUE INDEX "sources_name_key" ON "sources"("name");
-- CreateIndex
CREATE INDEX "paper_sources_paper_id_idx" ON "paper_sources"("paper_id");
-- AddForeignKey
ALTER TABLE "papers" ADD CONSTRAINT "papers_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE SET NULL ON UPDATE CASCADE;
-- AddForeignKey
ALTER TABLE "paper_texts" ADD CONSTRAINT "paper_texts_paper_id_fkey" FOREIGN KEY ("paper_id") REFERENCES "papers"("id") ON DELETE CASCADE ON UPDATE CASCADE;
-- AddForeignKey
ALTER TABLE "authorships" ADD CONSTRAINT "authorships_paper_id_fkey" FOREIGN KEY ("paper_id") REFERENCES "papers"("id") ON DELETE CASCADE ON UPDATE CASCADE;
-- AddForeignKey
ALTER TABLE "authorships" ADD CONSTRAINT "authorships_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "authors"("id") ON DELETE SET NULL ON UPDATE CASCADE;
-- AddForeignKey
ALTER TABLE "claimed_names" ADD CONSTRAINT "claimed_names_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "authors"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
-- AddForeignKey
ALTER TABLE "paper_keywords" ADD CONSTRAINT "paper_keywords_paper_id_fkey" FOREIGN KEY ("paper_id") REFERENCES "papers"("id") ON DELETE CASCADE ON UPDATE CASCADE;
-- AddForeignKey
ALTER TABLE "paper_keywords" ADD CONSTRAINT "paper_keywords_keyword_id_fkey" FOREIGN KEY ("keyword_id") REFERENCES "keywords"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
-- AddForeignKey
ALTER TABLE "feature_days" ADD CONSTRAINT "feature_days_paper_id_fkey" FOREIGN KEY ("paper_id") REFERENCES "papers"("id") ON DELETE CASCADE ON UPDATE CASCADE;
-- AddForeignKey
ALTER TABLE "upvote_observations" ADD CONSTRAINT "upvote_observations_paper_id_fkey" FOREIGN KEY ("paper_id") REFERENCES "papers"("id") ON DELETE CASCADE ON UPDATE CASCADE;
-- AddForeignKey
ALTER TABLE "paper_sources" ADD CONSTRAINT "paper_sources_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "sources"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
-- AddForeignKey
ALTER TABLE "paper_sources" ADD CONSTRAINT "paper_sources_paper_id_fkey" FOREIGN KEY ("paper_id") REFERENCES "papers"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What follows is outside Prisma's schema language.

-- Accents do not matter to full-text search: `Balázs` is found by `balazs`.
CREATE FUNCTION search_fold(input TEXT) RETURNS TEXT
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE
    -- Most texts are ASCII, which has no accents; to see that costs nothing.
    WHEN octet_length(input) = char_length(input) THEN input
    ELSE regexp_replace(normalize(input, NFKD), '[\u0300-\u036f]+', '', 'g')
END;

-- Text in web-search syntax as a query. Text without a word to look for (operators alone, emoji, only words as
-- common as "the") is refused, since it would match nothing and look like an answer.
CREATE FUNCTION search_query(input TEXT) RETURNS TSQUERY
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
AS $$
DECLARE
    words CONSTANT TSQUERY := websearch_to_tsquery('english', search_fold(input));
BEGIN
    IF numnode(words) = 0 THEN
        RAISE EXCEPTION 'no word to search for' USING ERRCODE = 'PG001';
    END IF;
    RETURN words;
END
$$;
