-- Files that do not say when their upvotes were observed never overrule an observation that has an instant.
alter table upvote_observations add column dated boolean not null default true;

-- The subject class of an old arXiv identifier is no part of it: `math.GT/0309136` is `math/0309136`.
update papers p
set arxiv_id = regexp_replace(arxiv_id, '^([a-z-]+)\.[A-Za-z]{2}/', '\1/')
where arxiv_id ~ '^[a-z-]+\.[A-Za-z]{2}/'
  -- Two archives of one paper are left as they are: which of them is right, the next reading of the source says.
  and not exists (
    select from papers other
    where other.id <> p.id
      and regexp_replace(other.arxiv_id, '^([a-z-]+)\.[A-Za-z]{2}/', '\1/')
        = regexp_replace(p.arxiv_id, '^([a-z-]+)\.[A-Za-z]{2}/', '\1/')
      and (other.arxiv_id !~ '^[a-z-]+\.[A-Za-z]{2}/' or other.id < p.id)
  );
