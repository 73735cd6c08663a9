-- Every commit that changes what responses contain notifies the servers, which then drop their kept responses.

-- What follows is outside Prisma's schema language.

-- Equal notifications of a transaction are sent once, on commit.
CREATE OR REPLACE FUNCTION notify_data_change() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('papergraph_data', '');
    RETURN NULL;
END
$$;

-- ALWAYS: bulk loads run with session_replication_role = replica, which skips ordinary triggers.
DO $$
DECLARE
    name TEXT;
BEGIN
    FOREACH name IN ARRAY ARRAY[
        'papers',
        'paper_texts',
        'search_terms',
        'search_statistics',
        'organizations',
        'organization_slugs',
        'authors',
        'author_votes',
        'authorships',
        'claimed_names',
        'keywords',
        'paper_keywords',
        'feature_days',
        'upvote_observations',
        'affiliations',
        'collaborations',
        'paper_days',
        'organization_months',
        'trending_scores',
        'trending_places',
        'sources',
        'paper_sources'
    ] LOOP
        EXECUTE format('CREATE TRIGGER data_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON %I
            FOR EACH STATEMENT EXECUTE FUNCTION notify_data_change()', name);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER data_change', name);
    END LOOP;
END
$$;
