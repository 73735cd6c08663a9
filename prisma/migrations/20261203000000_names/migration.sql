-- Names are found as a whole, so that the one that equals a search comes first. Several names in one column are separated by
-- line feeds, which no key contains; src/domain/rekeying.ts stores them so.

-- Version 3 of the keys is that of an empty database.
UPDATE "key_version" SET "version" = 3 WHERE NOT EXISTS (SELECT FROM "papers");

-- What follows is outside Prisma's schema language.

-- The words of the folded names of a row, and each name without its spaces, after a line feed.
CREATE OR REPLACE FUNCTION name_words(name_key TEXT) RETURNS TSVECTOR
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN array_to_tsvector(array_remove(string_to_array(
    replace(name_key, E'\n', ' ') || E' \n' || replace(replace(name_key, ' ', ''), E'\n', E' \n'), ' '
), ''));

DROP INDEX "organizations_words_idx";
CREATE INDEX "organizations_words_idx" ON "organizations"
    USING GIN (name_words("name_key" || coalesce(E'\n' || "other_name_keys", '')));

-- While a database is being filled these indexes are not there, and their definitions wait.
DROP INDEX IF EXISTS "authors_words_idx", "keywords_words_idx";
CREATE INDEX "authors_words_idx" ON "authors"
    USING GIN (name_words("name_key" || coalesce(E'\n' || "other_name_keys", '')));
CREATE INDEX "keywords_words_idx" ON "keywords" USING GIN (name_words("name_key"));
UPDATE "parked_indexes" SET "definition" = indexdef
FROM pg_indexes WHERE schemaname = current_schema() AND indexname = "name" AND "name" IN ('authors_words_idx', 'keywords_words_idx');
DO $$
DECLARE
    parked TEXT;
BEGIN
    FOR parked IN SELECT "name" FROM "parked_indexes" WHERE "name" IN ('authors_words_idx', 'keywords_words_idx') LOOP
        EXECUTE format('DROP INDEX %I', parked);
    END LOOP;
END
$$;
