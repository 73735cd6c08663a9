import sql, { type Sql } from "sql-template-tag";

/** Events of the log, from after one number up to another. */
export interface EventRange {
  readonly after: number;
  readonly through: number;
}

/**
 * What watches wait for, from the event log, as the common table expression `crossing`. `once` identifies what a watch gets
 * once: the event, or for upvotes the paper, whose upvotes may fall and rise again.
 */
export function crossings({ after, through }: EventRange): Sql {
  const range = sql`e.number > ${after}::bigint and e.number <= ${through}::bigint`;
  return sql`
    crossing as materialized (
      select e.number, e.occurred_at, e.paper_id, 'ADDED' as event, null as board, null::int as rank,
        null::int as best_rank, p.upvotes, null::int as previous_upvotes, e.number as once
      from events e join papers p on p.id = e.paper_id where e.topic = 'added' and ${range}
      union all
      select e.number, e.occurred_at, e.paper_id, 'TRENDING', substr(e.topic, 10), e.rank, e.best_rank, p.upvotes, null, e.number
      from events e join papers p on p.id = e.paper_id where e.topic like 'trending:%' and ${range}
      union all
      select e.number, e.occurred_at, e.paper_id, 'UPVOTES', null, null, null, e.upvotes, e.previous_upvotes, e.paper_id
      from events e join papers p on p.id = e.paper_id where e.topic like 'upvotes:%' and ${range}
      union all
      -- A paper may be added with upvotes: those before its next change, or else its current ones.
      select e.number, e.occurred_at, e.paper_id, 'UPVOTES', null, null, null, coalesce(change.previous_upvotes, p.upvotes), -1, e.paper_id
      from events e join papers p on p.id = e.paper_id
      left join lateral (
        select previous_upvotes from events next
        where next.topic = 'upvotes:' || e.paper_id and next.number > e.number order by next.number limit 1
      ) change on true
      where e.topic = 'added' and ${range}
    )
  `;
}

/** Whether a watch `w` waits for a crossing `c`, before its filter is applied to the paper. */
export const isAwaited: Sql = sql`
  w.state = 'ACTIVE' and w.event = c.event and c.number > w.event_number and case w.event
    when 'ADDED' then true
    when 'TRENDING' then w.board = c.board and c.rank <= w.top and (c.best_rank is null or c.best_rank > w.top)
    when 'UPVOTES' then w.min_upvotes > c.previous_upvotes and w.min_upvotes <= c.upvotes
  end
`;
