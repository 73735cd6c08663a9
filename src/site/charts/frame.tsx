import type { ComponentChildren } from "preact";

interface Row {
  readonly name: string;
  /** Address of what the row is about. */
  readonly href?: string;
  readonly cells: readonly string[];
}

export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly Row[];
}

interface FrameProps {
  /** Unique on the page. */
  id: string;
  /** What the chart shows. */
  title: string;
  /** What it says, in a sentence. */
  says: string;
  width: number;
  height: number;
  /** The same numbers. */
  table: Table;
  /** Whether there are links in the chart. */
  hasLinks?: boolean;
  /** Between the chart and the table, such as a legend. */
  below?: ComponentChildren;
  children: ComponentChildren;
}

/** A chart as a picture with a name, and its numbers as a table that unfolds. */
export function Frame({
  id,
  title,
  says,
  width,
  height,
  table,
  hasLinks = false,
  below,
  children,
}: FrameProps) {
  const isWide = width > 500;
  return (
    <figure class="chart">
      <figcaption>{title}</figcaption>
      <div class="plot" tabIndex={isWide && !hasLinks ? 0 : undefined}>
        <svg
          class={isWide ? "wide" : undefined}
          viewBox={`0 0 ${width} ${height}`}
          role={hasLinks ? "group" : "img"}
          aria-labelledby={`${id}-title`}
          aria-describedby={`${id}-desc`}
        >
          <title id={`${id}-title`}>{title}</title>
          <desc id={`${id}-desc`}>{says}</desc>
          {children}
        </svg>
      </div>
      {below}
      <details>
        <summary>As a table</summary>
        <div class="scrolls">
          <table>
            <thead>
              <tr>
                {table.head.map((cell) => (
                  <th key={cell} scope="col">
                    {cell}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {table.rows.map(({ name, href, cells }, row) => (
                <tr key={`${row} ${name}`}>
                  <th scope="row">{href === undefined ? name : <a href={href}>{name}</a>}</th>
                  {cells.map((cell, column) => (
                    <td key={table.head[column + 1]}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}
