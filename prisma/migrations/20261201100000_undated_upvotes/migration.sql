-- Files that do not say when their upvotes were observed never overrule an observation that has an instant.
alter table upvote_observations add column dated boolean not null default true;
