import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { request } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { createDatabase } from "../kit/db/database.js";
import { openProxy, run, serve, start, startByNpm } from "../kit/server/processes.js";

interface Answer {
  status: number;
  data?: Record<string, { totalCount: number } | null>;
  errors?: { message: string; extensions: { code: string } }[];
}

async function ask(origin: string, query: string): Promise<Answer> {
  const response = await fetch(`${origin}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
  });
  return { status: response.status, ...((await response.json()) as Omit<Answer, "status">) };
}

describe("serve", () => {
  test("migrates an empty database, loads the sample once, and answers", async () => {
    const database = await createDatabase("empty");
    const first = await serve({ DATABASE_URL: database.url });
    expect(first.output()).toMatch(
      /Applied migrations: .*\nThe database was empty: loaded the bundled sample of \d+ papers/,
    );
    const { data } = await ask(
      first.origin,
      "{ papers { totalCount } organizations { totalCount } keywords { totalCount } }",
    );
    expect(data?.["papers"]?.totalCount).toBeGreaterThan(300);
    first.child.kill("SIGTERM");
    expect((await first.finished).code).toBe(0);

    const second = await serve({ DATABASE_URL: database.url });
    expect(second.output()).toMatch(/The database has \d{3} papers/);
    second.child.kill("SIGTERM");
    expect((await second.finished).code).toBe(0);
    await database.drop();
  });

  test("leaves the database empty with SAMPLE=off", async () => {
    const database = await createDatabase("empty");
    const server = await serve({ DATABASE_URL: database.url, SAMPLE: "off" });
    expect((await ask(server.origin, "{ papers { totalCount } }")).data).toEqual({
      papers: { totalCount: 0 },
    });
    server.child.kill("SIGINT");
    expect((await server.finished).code).toBe(0);
    await database.drop();
  });

  test("logs an unhandled rejection, and continues to serve", async () => {
    const database = await createDatabase("empty");
    const stray = 'process.on("SIGUSR2", () => void Promise.reject(new Error("stray")))';
    const server = await serve({
      DATABASE_URL: database.url,
      SAMPLE: "off",
      LOG_LEVEL: "error",
      NODE_OPTIONS: `--import="data:text/javascript,${encodeURIComponent(stray)}"`,
    });
    let log = "";
    server.child.stderr?.on("data", (chunk: Buffer) => {
      log += chunk.toString();
    });
    server.child.kill("SIGUSR2");
    await vi.waitFor(() => expect(log).toMatch(/"level":50.*stray/));
    expect((await ask(server.origin, "{ papers { totalCount } }")).status).toBe(200);
    server.child.kill("SIGTERM");
    expect((await server.finished).code).toBe(0);
    await database.drop();
  });

  test("completes the running request on SIGTERM, accepts no more, and exits with 0", async () => {
    const database = await createDatabase();
    const server = await serve({ DATABASE_URL: database.url, SAMPLE: "off" });
    const body = JSON.stringify({ query: "{ papers { totalCount } }" });
    const running = request(`${server.origin}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", "content-length": body.length },
    });
    const answered = once(running, "response");
    running.write(body.slice(0, 10));
    // The server has the request, and not yet all of it.
    await vi.waitFor(async () => expect((await fetch(`${server.origin}/health`)).status).toBe(200));
    server.child.kill("SIGTERM");
    await server.printed(/Stopping/);
    running.end(body.slice(10));
    const [response] = await answered;
    response.resume();
    expect(response.statusCode).toBe(200);
    expect(await server.finished).toMatchObject({ code: 0, stdout: expect.stringMatching(/Stopped\.\n$/) });
    await expect(fetch(`${server.origin}/health`)).rejects.toThrow();
    await database.drop();
  });

  test("exits with the npm process that started it", async () => {
    const database = await createDatabase();
    const { child, printed, finished } = startByNpm("start", {
      DATABASE_URL: database.url,
      PORT: "0",
      SAMPLE: "off",
    });
    await printed(/papergraph is ready/);
    child.kill("SIGTERM");
    expect((await finished).stdout).toMatch(/Stopped\.\n$/);
    await database.drop();
  });

  test("starts while the database is unreachable, logs that, and recovers whenever it returns", async () => {
    const database = await createDatabase("empty");
    const { hostname, port, username, password, pathname } = new URL(database.url);
    const way = await openProxy({ host: hostname, port: Number(port) });
    await way.close();
    const url = `postgresql://${username}:${password}@127.0.0.1:${way.port}${pathname}`;
    const server = await serve({ DATABASE_URL: url, SAMPLE: "off" });
    const query = '{ papers { totalCount } organization(slug: "x") { id } }';

    const expectDown = async () => {
      expect((await fetch(`${server.origin}/health`)).status).toBe(200);
      expect((await fetch(`${server.origin}/ready`)).status).toBe(503);
      const { status, errors } = await ask(server.origin, query);
      expect(status).toBe(200);
      for (const error of errors ?? []) {
        expect(error.extensions.code).toBe("DATABASE_UNAVAILABLE");
        expect(error.message).toMatch(/is unreachable/);
      }
      expect(errors?.length).toBeGreaterThan(0);
    };
    const expectUp = () =>
      vi.waitFor(
        async () => {
          expect((await fetch(`${server.origin}/ready`)).status).toBe(200);
          expect(await ask(server.origin, query)).toEqual({
            status: 200,
            data: { papers: { totalCount: 0 }, organization: null },
          });
        },
        { timeout: 30_000, interval: 100 },
      );

    await expectDown();
    expect(server.output()).not.toMatch(/is ready/);
    await way.reopen();
    await expectUp();
    await server.printed(/is ready/);
    await way.close();
    await expectDown();
    await way.reopen();
    await expectUp();
    server.child.kill("SIGTERM");
    expect((await server.finished).code).toBe(0);
    await way.close();
    await database.drop();
  });

  test("reports all invalid settings in one message", async () => {
    const { code, stderr } = await run(["serve"], {
      PORT: "http",
      DATABASE_URL: "mysql://x",
      SAMPLE: "maybe",
      CORS_ORIGINS: "nowhere",
    });
    expect(code).toBe(1);
    for (const name of ["PORT=http", "DATABASE_URL=mysql://x", "SAMPLE=maybe", "CORS_ORIGINS"])
      expect(stderr).toContain(name);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  test("reports an unknown command, and lists the commands", async () => {
    const { code, stderr } = await run(["bogus"]);
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/unknown command 'bogus'\nCommands: serve, ingest, /),
    ]);
  });

  test("reports an address on which it cannot listen", async () => {
    const database = await createDatabase();
    const settings = { DATABASE_URL: database.url, SAMPLE: "off", HOST: "192.0.2.1", PORT: "4000" };
    expect(await run(["serve"], settings)).toMatchObject({
      code: 1,
      stderr:
        "papergraph: Cannot listen on 192.0.2.1, port 4000: address not available. Set another PORT or HOST.\n",
    });
    await database.drop();
  });

  test("waits for a database that does not exist yet, and is not ready before", async () => {
    const database = await createDatabase("empty");
    const url = new URL(database.url);
    url.pathname = `${url.pathname}_missing`;
    const server = start(["serve"], { DATABASE_URL: url.href, PORT: "0", LOG_LEVEL: "warn" });
    await server.printed(/waiting for the database: http/);
    expect(server.output()).not.toMatch(/ready/);
    server.child.kill("SIGTERM");
    const { code, stderr } = await server.finished;
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(/ is not available \(database .* does not exist\); retrying/),
    ]);
    await database.drop();
  });

  test("waits for a database whose host is not known yet", async () => {
    const DATABASE_URL = "postgresql://papergraph@nowhere.invalid/papergraph";
    const server = start(["serve"], { DATABASE_URL, PORT: "0", LOG_LEVEL: "warn" });
    await server.printed(/waiting for the database: http/);
    server.child.kill("SIGTERM");
    // With a resolver, or without.
    expect(await server.finished).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/ is not available \(getaddrinfo (ENOTFOUND|EAI_AGAIN) .*\); retrying/),
    });
  });

  test("reports that its port is in use", async () => {
    const database = await createDatabase();
    const taken = createServer().listen(0);
    await once(taken, "listening");
    const address = taken.address();
    const port = String(typeof address === "object" ? address?.port : 0);
    // Also while it polls the feed, which stops with the server.
    const settings = {
      DATABASE_URL: database.url,
      PORT: port,
      SAMPLE: "off",
      POLL: "on",
      SHUTDOWN_TIMEOUT: "1.1",
    };
    const { code, stderr } = await run(["serve"], { ...settings, HF_BASE_URL: "http://127.0.0.1:1" });
    expect([code, stderr]).toEqual([1, expect.stringMatching(/Port \d+ is already in use.*PORT=4001/)]);
    taken.close();
    await database.drop();
  });
});

describe("the embedded database", () => {
  test("is shared by server and ingest, keeps its data, and stops with the last of them", async () => {
    const directory = await mkdtemp(join(tmpdir(), "papergraph-embedded-"));
    const settings = { DATA_DIR: directory, SAMPLE: "off" };
    const line = (number: number) =>
      JSON.stringify({ title: `Paper ${number}`, arxivId: `2501.0000${number}` });

    // While the server does not run.
    expect((await run(["ingest", "--format", "papergraph", "-"], settings, line(1))).code).toBe(0);
    const server = await serve(settings);
    expect(server.output()).toContain("The database has 1 paper.");
    // While it does, and longer than it.
    const outliving = start(["ingest", "--format", "papergraph", "-"], settings);
    outliving.child.stdin?.write(line(2));
    expect((await run(["ingest", "-"], settings, line(3))).code).toBe(0);
    expect((await ask(server.origin, "{ papers { totalCount } }")).data).toEqual({
      papers: { totalCount: 2 },
    });
    server.child.kill("SIGTERM");
    expect((await server.finished).code).toBe(0);
    outliving.child.stdin?.end();
    expect((await outliving.finished).code).toBe(0);

    const again = await serve(settings);
    expect(again.output()).toContain("The database has 3 papers");
    again.child.kill("SIGTERM");
    await again.finished;
    await rm(directory, { recursive: true });
  });
});
