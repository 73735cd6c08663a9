-- Suggestions while a person types: the words of titles and names, by levels of popularity.

-- CreateTable
CREATE TABLE "paper_titles" (
    "paper_id" INTEGER NOT NULL,
    "level" SMALLINT NOT NULL,
    "words" TEXT NOT NULL,

    CONSTRAINT "paper_titles_pkey" PRIMARY KEY ("paper_id")
);

-- AddForeignKey
ALTER TABLE "paper_titles" ADD CONSTRAINT "paper_titles_paper_id_fkey" FOREIGN KEY ("paper_id") REFERENCES "papers"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What follows is outside Prisma's schema language.

-- The titles of existing papers. Only Latin letters with marks are folded here; src/domain/values/folded-keys.ts folds others.
-- Levels are those of src/domain/values/levels.ts, where papers without upvotes are spread by another hash.
INSERT INTO "paper_titles" ("paper_id", "level", "words")
SELECT "id",
    CASE WHEN "upvotes" > 0 THEN 8 + least(17, width_bucket("upvotes", '{2,4,8,16,32,64,128,256,512,1024,2048,4096,8192,16384,32768,65536,131072}'::int[]))
    ELSE width_bucket(hashtext("title_key")::bigint + 2147483648, '{3221225472,4026531840,4227858432,4278190080,4290772992,4293918720,4294705152}'::bigint[]) END,
    trim(regexp_replace(regexp_replace(lower(normalize("title", NFKD)), '[\u0300-\u036f]', '', 'g'), '[^[:alnum:]]+', ' ', 'g'))
        || coalesce(' #' || "arxiv_id", '')
FROM "papers";

-- Each word, and its first one, two and three letters after a `!`; all after the letter of the level, A for 0. Parts of names, which
-- begin with a tab or a line feed, and IDs, which begin with `#`, have no beginnings. A call costs little, but planners must not
-- prefer reading a whole table to its index.
CREATE OR REPLACE FUNCTION leveled_terms(level INTEGER, words TEXT) RETURNS TSVECTOR
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 10000 AS $$
DECLARE
    mark CONSTANT TEXT := ' ' || chr(65 + level);
    spaced CONSTANT TEXT := ' ' || words;
    typed CONSTANT TEXT := CASE WHEN words ~ E'[\t\n#]' THEN regexp_replace(spaced, E' [\t\n#][^ ]*', '', 'g') ELSE spaced END;
BEGIN
    RETURN array_to_tsvector(array_remove(string_to_array(
        replace(spaced, ' ', mark)
            || regexp_replace(typed, ' ([^ ])[^ ]*', mark || '!\1', 'g')
            || regexp_replace(typed, ' ([^ ]{2})[^ ]*', mark || '!\1', 'g')
            || regexp_replace(typed, ' ([^ ]{3})[^ ]*', mark || '!\1', 'g'), ' '
    ), ''));
END
$$;

-- The same of the folded names of a row, by the power of two of its number of papers. Whole names, of which most occur once, are
-- found by name_words. Inlined; a body of SQL finds its functions
-- in any schema.
CREATE OR REPLACE FUNCTION leveled_names(papers INTEGER, name_keys TEXT) RETURNS TSVECTOR
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN leveled_terms(
    width_bucket(papers, '{1,2,4,8,16,32,64,128,256,512,1024,2048,4096,8192,16384,32768,65536,131072}'::int[]) - 1,
    regexp_replace(array_to_string(tsvector_to_array(name_words(name_keys)), ' '), E' ?\n[^ ]*', '', 'g')
);

-- Without a pending list, which a search would read once for each level.
CREATE INDEX "paper_titles_terms_idx" ON "paper_titles" USING GIN (leveled_terms("level", "words")) WITH (fastupdate = off);
CREATE INDEX "organizations_terms_idx" ON "organizations"
    USING GIN (leveled_names("papers_count", "name_key" || coalesce(E'\n' || "other_name_keys", ''))) WITH (fastupdate = off);
CREATE INDEX "authors_terms_idx" ON "authors"
    USING GIN (leveled_names("papers_count", "name_key" || coalesce(E'\n' || "other_name_keys", ''))) WITH (fastupdate = off);
CREATE INDEX "keywords_terms_idx" ON "keywords" USING GIN (leveled_names("papers_count", "name_key")) WITH (fastupdate = off);

-- During a bulk load, the indexes of authors and keywords wait for its end.
INSERT INTO "parked_indexes" ("name", "definition")
SELECT indexname, indexdef FROM pg_indexes
WHERE schemaname = current_schema() AND EXISTS (SELECT FROM "parked_indexes")
    AND indexname IN ('paper_titles_terms_idx', 'authors_terms_idx', 'keywords_terms_idx');
DO $$
DECLARE
    parked TEXT;
BEGIN
    FOR parked IN SELECT "name" FROM "parked_indexes" WHERE "name" LIKE '%\_terms\_idx' LOOP
        EXECUTE format('DROP INDEX %I', parked);
    END LOOP;
END
$$;

CREATE TRIGGER data_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "paper_titles"
    FOR EACH STATEMENT EXECUTE FUNCTION notify_data_change();
ALTER TABLE "paper_titles" ENABLE ALWAYS TRIGGER data_change;
