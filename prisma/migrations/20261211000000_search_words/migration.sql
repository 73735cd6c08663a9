-- Words of new papers wait in a list of the index of search, which every search reads, and a search for related papers reads once for
-- each of its conditions. Servers merge it while they have nothing else to do. Only the owner of an index may, who may be another
-- role; then autovacuum merges it. During a bulk load there is no index.
CREATE OR REPLACE FUNCTION merge_search_words() RETURNS VOID LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM gin_clean_pending_list(to_regclass('paper_texts_search_idx'));
EXCEPTION WHEN insufficient_privilege THEN NULL;
END
$$;
