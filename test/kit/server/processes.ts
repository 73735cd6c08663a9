import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, createServer, type Server, type Socket } from "node:net";

/** The command line as built by `npm run build`. */
const program = "dist/main.js";

export interface Finished {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface Running {
  child: ChildProcess;
  /** Output so far. */
  output: () => string;
  /** Resolves with the match once standard output holds one; rejects when the process ends before. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  finished: Promise<Finished>;
}

/** Starts the program; settings of this process do not reach it. */
export function start(commandLine: readonly string[], settings: Record<string, string> = {}): Running {
  return startNode([program, ...commandLine], settings);
}

/** Starts a file of TypeScript in the same way. */
export function startScript(commandLine: readonly string[], settings: Record<string, string>): Running {
  return startNode(["--import", "tsx", ...commandLine], settings);
}

/**
 * Starts a script of `package.json` with npm, in its own process group. Finished once all processes started by npm have
 * ended.
 */
export function startByNpm(script: string, settings: Record<string, string>): Running {
  return startProgram("npm", ["run", script], settings, { detached: true });
}

/** Starts any program, in a directory. */
export function startIn(
  directory: string,
  command: string,
  commandLine: readonly string[],
  settings: Record<string, string> = {},
): Running {
  return startProgram(command, commandLine, settings, { cwd: directory });
}

function startNode(commandLine: readonly string[], settings: Record<string, string>): Running {
  return startProgram(process.execPath, commandLine, settings);
}

/** @param options.detached in its own process group */
export function startProgram(
  command: string,
  commandLine: readonly string[],
  settings: Record<string, string>,
  options: { detached?: boolean; cwd?: string } = {},
): Running {
  const { PATH, HOME, TMPDIR } = process.env;
  const child = spawn(command, commandLine, {
    env: Object.fromEntries(
      Object.entries({
        PATH,
        HOME,
        TMPDIR,
        LOG_LEVEL: "silent",
        POLL: "off",
        GRAPHIQL: "off",
        ...settings,
      }).filter(([, value]) => value !== undefined),
    ),
    stdio: "pipe",
    ...options,
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const finished = once(child, "close").then(
    ([code, signal]) => ({ code, signal, stdout, stderr }) as Finished,
  );
  return {
    child,
    output: () => stdout,
    async printed(pattern) {
      let ended: Finished | undefined;
      void finished.then((result) => {
        ended = result;
      });
      for (;;) {
        const match = pattern.exec(stdout);
        if (match) return match;
        if (ended)
          throw new Error(`It ended (${ended.code}) without printing ${pattern}: ${stdout}${stderr}`);
        await Promise.race([once(child.stdout, "data"), finished]);
      }
    },
    finished,
  };
}

/** Runs the program until it exits. */
export async function run(
  commandLine: readonly string[],
  settings: Record<string, string> = {},
  input?: string | Uint8Array,
): Promise<Finished> {
  const running = start(commandLine, settings);
  running.child.stdin?.on("error", () => undefined);
  running.child.stdin?.end(input);
  return running.finished;
}

/** Starts a server on a free port; resolves once it listens. */
export async function serve(settings: Record<string, string>): Promise<Running & { origin: string }> {
  const running = start(["serve"], { PORT: "0", ...settings });
  const [, port] = await running.printed(
    /(?:is ready|waiting for the database): http:\/\/localhost:(\d+)\/graphql/,
  );
  return { ...running, origin: `http://127.0.0.1:${port}` };
}

/** TCP proxy to a Postgres, which is unreachable while the proxy is closed. */
export async function openProxy(target: { host: string; port: number }): Promise<{
  port: number;
  close(): Promise<void>;
  reopen(): Promise<void>;
  /** Drops all data on existing connections without closing them; new connections work. */
  freeze(): void;
}> {
  const sockets = new Set<Socket>();
  let server: Server;
  let port = 0;
  const open = async () => {
    server = createServer((near) => {
      const far = connect(target);
      for (const socket of [near, far]) {
        sockets.add(socket);
        socket
          .on("error", () => undefined)
          .on("close", () => {
            sockets.delete(socket);
            near.destroy();
            far.destroy();
          });
      }
      near.pipe(far).pipe(near);
    });
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    port = (server.address() as AddressInfo).port;
  };
  await open();
  return {
    port,
    async close() {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    reopen: open,
    freeze() {
      for (const socket of sockets) socket.unpipe().pause();
    },
  };
}
