import { ClientError } from "graphql-request";

/** Address of the API. */
export const url = process.env["PAPERGRAPH_URL"] ?? "http://localhost:4000/graphql";

/** Describes the error of a request in one sentence. */
export function describe(error: unknown): string {
  if (error instanceof ClientError)
    return error.response.errors?.[0]?.message ?? `${url} responded with status ${error.response.status}.`;
  if (error instanceof TypeError && error.message === "fetch failed")
    return `No server responds at ${url}. Start one with npm start, or set PAPERGRAPH_URL to another address.`;
  return error instanceof Error ? error.message : String(error);
}

process.once("uncaughtException", (error) => {
  process.stderr.write(`${describe(error)}\n`);
  process.exit(1);
});
