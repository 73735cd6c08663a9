/** Prints a line for the person or supervisor who started the process. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
