-- Terms as bytes: they are sent for hundreds of papers at a time, and converting an integer array to text or bytes took a quarter of
-- finding related papers. Rewrites the texts of all papers, which takes minutes with a million.
CREATE FUNCTION pg_temp.packed(INTEGER[]) RETURNS BYTEA LANGUAGE sql IMMUTABLE STRICT AS $$
    SELECT coalesce(string_agg(int4send(term), '' ORDER BY place), '') FROM unnest($1) WITH ORDINALITY AS terms(term, place)
$$;
ALTER TABLE "paper_texts" ALTER "terms" TYPE BYTEA USING pg_temp.packed("terms"), ALTER "terms" SET STORAGE MAIN;
-- A process of an earlier version that is still running would store arrays in it.
ALTER TABLE "paper_texts" RENAME "terms" TO "term_hashes";
DROP FUNCTION pg_temp.packed;
