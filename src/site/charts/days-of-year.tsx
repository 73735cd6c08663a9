import { dayText } from "../parts/dates.js";
import { daysFrom } from "../parts/days.js";
import { count, countOf } from "../parts/numbers.js";
import { Frame } from "./frame.js";

interface DaysOfYearProps {
  id: string;
  title: string;
  year: number;
  /** Numbers of papers by day, as in `2025-07-08`. */
  papers: ReadonlyMap<string, number>;
  /** Address of a day's papers. */
  href: (day: string) => string;
}

const [cell, left, top] = [13, 30, 18];
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const levels = 4;

/** A year with a square for each day, weeks from left to right. Days with papers are links; keyboards reach them in the table. */
export function DaysOfYear({ id, title, year, papers, href }: DaysOfYearProps) {
  const days = daysOf(year);
  const offset = (new Date(`${year}-01-01T00:00:00Z`).getUTCDay() + 6) % 7;
  const most = Math.max(1, ...days.map((day) => papers.get(day) ?? 0));
  const busy = days.filter((day) => (papers.get(day) ?? 0) > 0);
  const total = busy.reduce((sum, day) => sum + (papers.get(day) ?? 0), 0);
  const weekOf = (index: number) => Math.floor((index + offset) / 7);
  const levelOf = (day: string) => Math.ceil(((papers.get(day) ?? 0) / most) * levels);
  return (
    <Frame
      id={id}
      title={title}
      says={
        total === 0
          ? "No papers."
          : `${countOf(total, "paper")} on ${countOf(busy.length, "day")}, up to ${count(most)} a day.`
      }
      width={left + (weekOf(days.length - 1) + 1) * cell + 6}
      height={top + 7 * cell + 4}
      hasLinks={true}
      table={{
        head: ["Day", "Papers"],
        rows: busy.map((day) => ({
          name: dayText(day),
          href: href(day),
          cells: [count(papers.get(day) ?? 0)],
        })),
      }}
    >
      {["Mon", "Wed", "Fri"].map((name, index) => (
        <text
          key={name}
          x={left - 5}
          y={top + (2 * index + 0.5) * cell}
          text-anchor="end"
          dominant-baseline="middle"
        >
          {name}
        </text>
      ))}
      {days.map((day, index) => {
        const [x, y] = [left + weekOf(index) * cell, top + ((index + offset) % 7) * cell];
        const square = (
          <rect class={`day level-${levelOf(day)}`} x={x} y={y} width={cell - 2} height={cell - 2} rx="2">
            <title>{`${dayText(day)}: ${countOf(papers.get(day) ?? 0, "paper")}`}</title>
          </rect>
        );
        const month = day.endsWith("-01") ? months[Number(day.slice(5, 7)) - 1] : undefined;
        return (
          <g key={day}>
            {month && (
              <text x={x} y={top - 6}>
                {month}
              </text>
            )}
            {papers.has(day) ? (
              <a
                href={href(day)}
                tabIndex={-1}
                aria-label={`${dayText(day)}: ${countOf(papers.get(day) ?? 0, "paper")}`}
              >
                {square}
              </a>
            ) : (
              square
            )}
          </g>
        );
      })}
    </Frame>
  );
}

function daysOf(year: number): string[] {
  const start = `${year}-01-01`;
  const length = (Date.UTC(year + 1) - Date.UTC(year)) / 86_400_000;
  return Array.from({ length }, (_, index) => daysFrom(start, index));
}
