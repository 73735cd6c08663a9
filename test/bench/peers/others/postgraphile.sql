-- What a user of PostGraphile writes for a list that is no table: a function, here with a relation to authors.
drop schema if exists peers cascade;
create schema peers;
create type peers.coauthor as (author_id int, papers_count int);
comment on type peers.coauthor is '@foreignKey (author_id) references public.authors (id)';
create function peers.coauthors(id int) returns setof peers.coauthor language sql stable as $$
  select s.author_id, count(distinct s.paper_id)::int
  from public.authorships s
  where s.paper_id = any(array(select o.paper_id from public.authorships o where o.author_id = coauthors.id))
    and s.author_id <> coauthors.id
  group by s.author_id
  order by 2 desc, 1 desc
$$;
