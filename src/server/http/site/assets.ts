import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Assets } from "../../../site/layout/shell.js";
import { type Exchange, varyBy } from "../exchange.js";
import { Refusal } from "../refusals.js";
import { type Coding, preferredCoding } from "../requests/accept.js";
import type { UnsentResponses } from "../responses/unsent-responses.js";

/** The same from `src` and from `dist`. */
const root = new URL("../../../../", import.meta.url);
const styles = new URL("src/site/styles/", root);
const scripts = new URL("dist/site/client/", root);

const staticPath = "/static/";
const contentTypes = { css: "text/css; charset=utf-8", js: "text/javascript; charset=utf-8" } as const;

interface StaticFile {
  readonly contentType: string;
  /** By coding, compressed once. */
  readonly bodies: Partial<Record<Coding, Promise<Buffer>>>;
  readonly plain: Buffer;
}

export interface StaticFiles {
  /** Their addresses. */
  readonly assets: Assets;
  /** Whether a path is of a static file. */
  has(path: string): boolean;
  /** @throws Refusal NOT_FOUND */
  answer(exchange: Exchange): Promise<void>;
}

/** Style sheets and scripts of the site. Their addresses have a hash of all, so that browsers keep them forever. */
export function readStaticFiles(unsent: UnsentResponses): StaticFiles {
  const files = new Map<string, StaticFile>([["site.css", fileOf("css", readStyles())]]);
  const modules = readScripts();
  for (const name of modules.sort()) files.set(name, fileOf("js", readFileSync(new URL(name, scripts))));
  const hash = createHash("sha256");
  for (const [name, { plain }] of files) hash.update(`${name} ${plain.length} `).update(plain);
  const version = hash.digest("base64url").slice(0, 12);
  const addressOf = (name: string) => `${staticPath}${version}/${name}`;
  return {
    assets: {
      style: addressOf("site.css"),
      theme: addressOf("theme.js"),
      script: addressOf("main.js"),
      modules: modules.filter((name) => name !== "main.js" && name !== "theme.js").map(addressOf),
    },
    has: (path) => path.startsWith(staticPath),
    async answer({ path, request, response, client }) {
      const [given = "", name = ""] = path.slice(staticPath.length).split("/", 2);
      const file = files.get(name);
      if (file === undefined || path !== `${staticPath}${given}/${name}`)
        throw new Refusal("NOT_FOUND", "There is no such file.");
      const coding = preferredCoding(String(request.headers["accept-encoding"] ?? ""));
      file.bodies[coding] ??= wellCompressed(file.plain, coding);
      const body = await file.bodies[coding];
      if (response.destroyed) return;
      response.writeHead(200, {
        ...varyBy("Accept-Encoding"),
        // During a rolling update, pages of another version may request it from this server.
        "cache-control": given === version ? "public, max-age=31536000, immutable" : "no-store",
        "content-type": file.contentType,
        "content-length": body.length,
        ...(coding !== "identity" && { "content-encoding": coding }),
        "x-content-type-options": "nosniff",
      });
      if (request.method === "HEAD") unsent.send(response, client);
      else unsent.send(response, client, body, { isShared: true });
    },
  };
}

/** Names of the scripts, which `npm run build` compiles. */
function readScripts(): string[] {
  try {
    return readdirSync(scripts).filter((name) => name.endsWith(".js"));
  } catch (error) {
    throw new Error("The scripts of the pages are missing. Run npm run build.", { cause: error });
  }
}

/** All style sheets in the order of their names. */
function readStyles(): Buffer {
  const names = readdirSync(styles).filter((name) => name.endsWith(".css"));
  const texts = names.sort().map((name) => readFileSync(new URL(name, styles), "utf8"));
  return Buffer.from(texts.join("").replace(/\/\*[\s\S]*?\*\/|^\s+/gm, ""));
}

function fileOf(extension: keyof typeof contentTypes, plain: Buffer): StaticFile {
  return { contentType: contentTypes[extension], plain, bodies: {} };
}

const inBrotli = promisify(brotliCompress);
const inGzip = promisify(gzip);

/** As small as possible, because it is done once. */
async function wellCompressed(plain: Buffer, coding: Coding): Promise<Buffer> {
  if (coding === "br")
    return inBrotli(plain, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: plain.length } });
  return coding === "gzip" ? inGzip(plain, { level: 9 }) : plain;
}
