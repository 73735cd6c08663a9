-- Names, titles and keywords are compared case folded: `ß` is `ss`, and `ς` at the end of a word is `σ`. They were
-- compared in lower case, which knows neither. Keys with these letters are made anew here. Authors, organizations and
-- keywords whose keys become the same become one, the names go by the rule of src/domain/author-identity.ts to whom they
-- now belong, and what is derived is counted anew for those whom that concerns. Whoever becomes another keeps the row, the
-- former key and the id, as a name does of which an account has taken all papers.

-- As foldCase() in src/domain/keys.ts, of what is in lower case already.
CREATE FUNCTION pg_temp.folded(lower_case TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE STRICT
RETURN replace(replace(lower_case, 'ß', 'ss'), 'ς', 'σ');

-- A key made anew, as bounded() in src/domain/keys.ts: a long one holds a digest, so it is made of the whole text.
CREATE FUNCTION pg_temp.rekeyed(key TEXT, whole TEXT) RETURNS TEXT LANGUAGE plpgsql IMMUTABLE STRICT
AS $$
DECLARE
    has_digest CONSTANT BOOLEAN := key ~ '^.{250} [0-9a-f]{32}$';
    now_key CONSTANT TEXT := pg_temp.folded(CASE WHEN has_digest THEN whole ELSE key END);
BEGIN
    IF char_length(now_key) <= 300 THEN
        RETURN now_key;
    END IF;
    RETURN left(now_key, 250) || ' ' || left(encode(sha256(convert_to(now_key, 'UTF8')), 'hex'), 32);
END
$$;

CREATE FUNCTION pg_temp.rekeyed_name(key TEXT, name TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE STRICT
RETURN pg_temp.rekeyed(key, trim(regexp_replace(lower(search_fold(name)), '[^[:alnum:]]+', ' ', 'g')));

-- Which documents of full-text search have such letters; the new search_fold() below knows them too.
CREATE TEMP TABLE reworded AS
SELECT id AS paper_id FROM papers WHERE title ~ '[ßẞςΣ]'
UNION SELECT paper_id FROM paper_texts WHERE abstract ~ '[ßẞςΣ]'
UNION SELECT paper_id FROM authorships WHERE name ~ '[ßẞςΣ]'
UNION SELECT p.id FROM papers p JOIN organizations o ON o.id = p.organization_id WHERE o.name || o.slug ~ '[ßẞςΣ]'
UNION SELECT pk.paper_id FROM paper_keywords pk JOIN keywords k ON k.id = pk.keyword_id WHERE k.name ~ '[ßẞςΣ]';

-- Everybody whose papers change.
CREATE TEMP TABLE concerned (author_id INTEGER);

UPDATE papers
SET title_key = pg_temp.rekeyed(title_key, regexp_replace(lower(normalize(title, NFKC)), '[^[:alnum:]]+', '', 'g'))
WHERE title ~ '[ßẞςΣ]';

-- Organizations: of several it is the one that has the key already, or the one known longest.

UPDATE organizations SET name_key = pg_temp.rekeyed_name(name_key, name) WHERE name ~ '[ßẞςΣ]';

CREATE TEMP TABLE one_organization AS
SELECT id, key, first_value(id) OVER (PARTITION BY key ORDER BY slug_key = key DESC, id) AS kept
FROM (SELECT id, slug_key, pg_temp.rekeyed(slug_key, lower(slug)) AS key FROM organizations) keyed
WHERE key IN (SELECT pg_temp.rekeyed(slug_key, lower(slug)) FROM organizations WHERE slug ~ '[ßẞςΣ]');

INSERT INTO concerned
SELECT s.author_id
FROM one_organization o JOIN papers p ON p.organization_id = o.id JOIN authorships s ON s.paper_id = p.id
WHERE o.id <> o.kept AND s.author_id IS NOT NULL;

INSERT INTO reworded
SELECT p.id FROM one_organization o JOIN papers p ON p.organization_id = o.id WHERE o.id <> o.kept;

UPDATE papers p SET organization_id = o.kept
FROM one_organization o WHERE p.organization_id = o.id AND o.id <> o.kept;

DELETE FROM organization_months WHERE organization_id IN (SELECT id FROM one_organization);
INSERT INTO organization_months
SELECT date_trunc('month', published_on::timestamp)::date, organization_id, count(*), sum(upvotes), sum(comments_count)
FROM papers
WHERE published_on IS NOT NULL AND organization_id IN (SELECT kept FROM one_organization)
GROUP BY 1, 2;

UPDATE organizations SET slug_key = o.key FROM one_organization o WHERE organizations.id = o.kept AND o.id = o.kept;
UPDATE organizations
SET papers_count = now.papers, upvotes = now.upvotes, last_seen_on = now.last_seen_on
FROM (
    SELECT o.id, count(p.id) AS papers, coalesce(sum(p.upvotes), 0) AS upvotes, max(p.published_on) AS last_seen_on
    FROM one_organization o LEFT JOIN papers p ON p.organization_id = o.id
    GROUP BY 1
) now
WHERE now.id = organizations.id;

-- Keywords, likewise.

UPDATE keywords SET name_key = pg_temp.rekeyed_name(name_key, name) WHERE name ~ '[ßẞςΣ]';

CREATE TEMP TABLE one_keyword AS
SELECT id, key, first_value(id) OVER (PARTITION BY key ORDER BY former = key DESC, id) AS kept
FROM (SELECT id, key AS former, pg_temp.rekeyed(key, lower(name)) AS key FROM keywords) keyed
WHERE key IN (SELECT pg_temp.rekeyed(key, lower(name)) FROM keywords WHERE name ~ '[ßẞςΣ]');

INSERT INTO paper_keywords AS known (paper_id, keyword_id, position)
SELECT pk.paper_id, k.kept, min(pk.position)
FROM one_keyword k JOIN paper_keywords pk ON pk.keyword_id = k.id
WHERE k.id <> k.kept
GROUP BY 1, 2
ON CONFLICT (paper_id, keyword_id) DO UPDATE SET position = least(known.position, excluded.position);
DELETE FROM paper_keywords USING one_keyword k WHERE keyword_id = k.id AND k.id <> k.kept;

UPDATE keywords SET key = k.key FROM one_keyword k WHERE keywords.id = k.kept AND k.id = k.kept;
UPDATE keywords
SET papers_count = now.papers, upvotes = now.upvotes, last_seen_on = now.last_seen_on
FROM (
    SELECT k.id, count(p.id) AS papers, coalesce(sum(p.upvotes), 0) AS upvotes, max(p.published_on) AS last_seen_on
    FROM one_keyword k LEFT JOIN paper_keywords pk ON pk.keyword_id = k.id LEFT JOIN papers p ON p.id = pk.paper_id
    GROUP BY 1
) now
WHERE now.id = keywords.id;

-- As digest() in src/domain/merge.ts: without it every list with such a keyword would look changed.
UPDATE papers
SET keywords_digest = listed.digest
FROM (
    SELECT pk.paper_id, md5('[' || string_agg(to_json(k.key)::text, ',' ORDER BY pk.position) || ']') AS digest
    FROM paper_keywords pk JOIN keywords k ON k.id = pk.keyword_id
    WHERE pk.paper_id IN (SELECT paper_id FROM paper_keywords WHERE keyword_id IN (SELECT kept FROM one_keyword))
    GROUP BY 1
) listed
WHERE listed.paper_id = papers.id;

-- Authors known by name only, likewise.

CREATE TEMP TABLE one_author AS
SELECT id, key, first_value(id) OVER (PARTITION BY key ORDER BY former = key DESC, id) AS kept
FROM (
    WITH rekeyed AS (
        SELECT id, own_name_key AS former, pg_temp.rekeyed_name(own_name_key, name) AS key
        FROM authors WHERE own_name_key IS NOT NULL AND name ~ '[ßẞςΣ]'
    )
    SELECT * FROM rekeyed
    UNION SELECT id, own_name_key, own_name_key FROM authors WHERE own_name_key IN (SELECT key FROM rekeyed)
) keyed;

INSERT INTO concerned SELECT id FROM one_author;
UPDATE authorships SET author_id = o.kept FROM one_author o WHERE author_id = o.id AND o.id <> o.kept;
UPDATE authors SET own_name_key = o.key FROM one_author o WHERE authors.id = o.kept AND o.id = o.kept;
UPDATE authors SET name_key = o.key FROM one_author o WHERE authors.id = o.id;

UPDATE authors SET name_key = pg_temp.rekeyed_name(name_key, name) WHERE account_id IS NOT NULL AND name ~ '[ßẞςΣ]';

-- The names on papers, and those that accounts carry.

CREATE TEMP TABLE renamed AS
SELECT DISTINCT name_key AS former, pg_temp.rekeyed_name(name_key, name) AS key FROM authorships WHERE name ~ '[ßẞςΣ]';
DELETE FROM renamed WHERE former = key;

UPDATE authorships SET name_key = renamed.key FROM renamed WHERE name_key = renamed.former;
INSERT INTO claimed_names
SELECT renamed.key, c.author_id FROM claimed_names c JOIN renamed ON renamed.former = c.name_key
ON CONFLICT DO NOTHING;
DELETE FROM claimed_names USING renamed WHERE name_key = renamed.former;

-- Whose each of these names is now: the one account's that carries it, otherwise the author's of that name.

CREATE TEMP TABLE name_owner AS
SELECT renamed.key, CASE WHEN count(c.author_id) = 1 THEN min(c.author_id) END AS author_id
FROM (SELECT DISTINCT key FROM renamed) renamed LEFT JOIN claimed_names c ON c.name_key = renamed.key
GROUP BY 1;

INSERT INTO authors (own_name_key, name, name_key)
SELECT o.key, min(s.name), o.key
FROM name_owner o JOIN authorships s ON s.name_key = o.key AND NOT s.claimed AND NOT s.hidden
WHERE o.author_id IS NULL AND NOT EXISTS (SELECT FROM authors a WHERE a.own_name_key = o.key)
GROUP BY o.key;

UPDATE name_owner SET author_id = authors.id
FROM authors WHERE name_owner.author_id IS NULL AND authors.own_name_key = name_owner.key;

CREATE TEMP TABLE moved AS
SELECT s.paper_id, s.position, s.author_id AS former, o.author_id
FROM name_owner o JOIN authorships s ON s.name_key = o.key
WHERE NOT s.claimed AND NOT s.hidden AND s.author_id IS DISTINCT FROM o.author_id;

UPDATE authorships s SET author_id = moved.author_id
FROM moved WHERE s.paper_id = moved.paper_id AND s.position = moved.position;

INSERT INTO concerned SELECT former FROM moved UNION SELECT author_id FROM moved;

-- What is derived of them.

UPDATE authors SET name = common.name
FROM (
    SELECT author_id, mode() WITHIN GROUP (ORDER BY name COLLATE "C" DESC) AS name
    FROM authorships WHERE author_id IN (SELECT author_id FROM concerned) GROUP BY 1
) common
WHERE authors.id = common.author_id AND own_name_key IS NOT NULL;

UPDATE authors
SET papers_count = now.papers, upvotes = now.upvotes, last_seen_on = now.last_seen_on
FROM (
    SELECT c.author_id, count(p.id) AS papers, coalesce(sum(p.upvotes), 0) AS upvotes, max(p.published_on) AS last_seen_on
    FROM (SELECT DISTINCT author_id FROM concerned) c
    LEFT JOIN (
        SELECT DISTINCT author_id, paper_id FROM authorships WHERE author_id IN (SELECT author_id FROM concerned)
    ) s ON s.author_id = c.author_id
    LEFT JOIN papers p ON p.id = s.paper_id
    GROUP BY 1
) now
WHERE now.author_id = authors.id;

DELETE FROM affiliations WHERE author_id IN (SELECT author_id FROM concerned);
INSERT INTO affiliations
SELECT s.author_id, p.organization_id, count(DISTINCT p.id), min(p.published_on), max(p.published_on)
FROM authorships s JOIN papers p ON p.id = s.paper_id
WHERE s.author_id IN (SELECT author_id FROM concerned) AND p.organization_id IS NOT NULL
GROUP BY 1, 2;

DELETE FROM collaborations WHERE EXISTS (SELECT FROM concerned);
INSERT INTO collaborations
SELECT one.organization_id, other.organization_id, count(*)
FROM affiliations one JOIN affiliations other USING (author_id)
WHERE one.organization_id < other.organization_id AND EXISTS (SELECT FROM concerned)
GROUP BY 1, 2;

-- Full-text search: neither accents nor case matter. As refreshSearch() in src/domain/search.ts makes the documents.

CREATE OR REPLACE FUNCTION search_fold(input TEXT) RETURNS TEXT
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE
    -- Most texts are ASCII, which has no accents; to see that costs nothing.
    WHEN octet_length(input) = char_length(input) THEN input
    ELSE replace(
        translate(regexp_replace(normalize(input, NFKD), '[\u0300-\u036f]+', '', 'g'), 'ẞςΣ', 'ßσσ'), 'ß', 'ss')
END;

UPDATE paper_texts t
SET search = setweight(to_tsvector('english', search_fold(p.title)), 'A')
    || setweight(to_tsvector('english', search_fold(concat_ws(
        ' ', o.name, o.slug,
        (SELECT string_agg(a.name, ' ' ORDER BY a.position) FROM authorships a WHERE a.paper_id = p.id AND NOT a.hidden),
        (
            SELECT string_agg(k.name, ' ' ORDER BY pk.position)
            FROM paper_keywords pk JOIN keywords k ON k.id = pk.keyword_id WHERE pk.paper_id = p.id
        )
    ))), 'B')
    || setweight(to_tsvector('english', search_fold(coalesce(t.abstract, ''))), 'D')
FROM papers p LEFT JOIN organizations o ON o.id = p.organization_id
WHERE p.id = t.paper_id AND t.paper_id IN (SELECT paper_id FROM reworded);

DROP TABLE reworded, concerned, one_organization, one_keyword, one_author, renamed, name_owner, moved;
