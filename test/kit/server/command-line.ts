import { InvalidArgumentError } from "commander";

/** Parses a command-line argument that is a whole number. */
export function parseCount(text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(number)) return number;
  throw new InvalidArgumentError("Expected a whole number.");
}

/** Prints why a command failed, and makes the process exit with 1. */
export function reportFailure(command: string): (error: unknown) => void {
  return (error) => {
    process.stderr.write(`${command}: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  };
}
