-- People are found by what a hyphen, an apostrophe or a space parts, as one word (`weining` finds Wei-Ning Hsu, `obrien` Mary
-- O'Brien), and by the given name behind an East Asian surname (`小明` finds 王小明). Keys stay as they are.

-- What follows is outside Prisma's schema language.

-- The words of the folded names of a row; after a line feed, each name without its spaces; after a tab, parts: two words in a
-- row as one, and East Asian words without their first character, or their first two.
CREATE OR REPLACE FUNCTION name_words(name_key TEXT) RETURNS TSVECTOR
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN array_to_tsvector(array_remove(string_to_array(
    replace(name_key, E'\n', ' ') || E' \n' || replace(replace(name_key, ' ', ''), E'\n', E' \n')
    -- Of three words, the first two; then, without the first word of each name, the last two.
    || CASE WHEN name_key LIKE '% % %' THEN
        ' ' || replace(regexp_replace(name_key, '([^ \n]+) ([^ \n]+)', E'\t\\1\\2', 'g'), E'\n', ' ')
        || ' ' || replace(regexp_replace(
            regexp_replace(name_key, '(^|\n)[^ \n]+ ?', '\1', 'g'), '([^ \n]+) ([^ \n]+)', E'\t\\1\\2', 'g'
        ), E'\n', ' ')
    ELSE '' END
    || CASE WHEN octet_length(name_key) > char_length(name_key) AND name_key ~ '[\u3005\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]{2}' THEN
        ' ' || replace(regexp_replace(
            name_key, '[\u3005\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]([\u3005\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]+)', E' \t\\1 ', 'g'
        ), E'\n', ' ')
        || ' ' || replace(regexp_replace(
            name_key, '[\u3005\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]{2}([\u3005\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]{2,})', E' \t\\1 ', 'g'
        ), E'\n', ' ')
    ELSE '' END, ' '
), ''));

DROP INDEX "organizations_words_idx";
CREATE INDEX "organizations_words_idx" ON "organizations"
    USING GIN (name_words("name_key" || coalesce(E'\n' || "other_name_keys", '')));

-- While a database is being filled these indexes are not there, and are made later by the new function.
DO $$
BEGIN
    IF to_regclass('authors_words_idx') IS NOT NULL THEN
        DROP INDEX "authors_words_idx";
        CREATE INDEX "authors_words_idx" ON "authors"
            USING GIN (name_words("name_key" || coalesce(E'\n' || "other_name_keys", '')));
    END IF;
    IF to_regclass('keywords_words_idx') IS NOT NULL THEN
        DROP INDEX "keywords_words_idx";
        CREATE INDEX "keywords_words_idx" ON "keywords" USING GIN (name_words("name_key"));
    END IF;
END
$$;
