import { createServer } from "node:http";
import pg from "pg";

// What the hardware gives: node:http, one prepared statement per question, and Postgres' JSON as it is. Started with the
// database as its argument; the parent sends the statements, and gets the port.

const [url] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: url, max: 10 });

process.once("message", (statements: readonly string[]) => {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", async () => {
      const index = Number(request.url?.slice(1));
      const values = JSON.parse(Buffer.concat(chunks).toString()) as unknown[];
      const { rows } = await pool.query({ name: `q${index}`, text: statements[index] ?? "", values });
      response.setHeader("content-type", "application/json");
      response.end(`{"data":${rows[0].data}}`);
    });
  });
  server.listen(0, "127.0.0.1", () => process.send?.((server.address() as { port: number }).port));
});
