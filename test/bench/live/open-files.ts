/** Files that a process has open besides its connections, at most. */
const others = 200;

/**
 * Each connection is an open file at either end, each end in a process of its own.
 *
 * @throws Error where the system does not allow that many
 */
export function requireOpenFiles(connections: number): void {
  // Node has raised what was allowed as far as it may, so that this is the end of it.
  const report = process.report?.getReport() as
    | { userLimits?: { open_files?: { soft?: unknown } } }
    | undefined;
  const allowed = Number(report?.userLimits?.open_files?.soft);
  const needed = connections + others;
  if (!(allowed < needed)) return;
  throw new Error(
    `${connections} subscribers need ${needed} open files in a process, and ${allowed} are allowed here (ulimit -n). Allow more (ulimit -Hn says how many), or ask for fewer, --subscribers 100,1000 say.`,
  );
}
