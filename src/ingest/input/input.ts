import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { recodeUtf16, utf16Of } from "./utf16.js";
import { listZip, readZipMember, type ZipMember } from "./zip.js";

/** What can be opened: a file, standard input (`-`), or a file in a zip archive. */
export interface InputLocation {
  /** Name in messages: the path, followed by the name in the archive if any. */
  name: string;
  path: string;
  member?: ZipMember;
}

/**
 * Lists the files of a zip archive, or returns the path itself for others.
 *
 * @throws Error if it cannot be opened, as `openInput` does
 */
export async function listInputs(path: string): Promise<InputLocation[]> {
  if (path === "-") return [{ name: path, path }];
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(path))
    throw new Error("this is a URL; download it first: curl -L URL | npm run ingest -- -");
  // A named pipe can be read only once.
  const members = (await statOf(path)).isFile() ? await listZip(path) : undefined;
  if (members?.length === 0) throw new Error("the zip archive is empty");
  return (
    members?.map((member) => ({ name: `${path}/${member.name}`, path, member })) ?? [{ name: path, path }]
  );
}

/** A file opened for reading, decompressed. */
export interface Input {
  /** The first 64 kB or less, for detecting the format. */
  beginning: Uint8Array;
  /** All bytes, including the beginning. Can be read once. */
  bytes: AsyncIterable<Uint8Array>;
  /** Size of the file before decompression; undefined if unknown. */
  size: number | undefined;
  /** Number of these bytes read so far. */
  read(): number;
  /** Error message if reading failed (truncated gzip file, disk error), after `bytes` has ended. */
  failure(): string | undefined;
  /** Closes the file, which otherwise stays open until all bytes have been read. */
  close(): void;
}

const beginningSize = 64 * 1024;

/**
 * Opens a file. Detects gzip and UTF-16 by the first bytes, and converts the latter to UTF-8.
 *
 * @throws Error if it cannot be opened; later errors end `bytes` early and are returned by `failure`
 */
export async function openInput(path: string, standardInput: Readable, member?: ZipMember): Promise<Input> {
  let broken: string | undefined;
  async function* guarded(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    try {
      yield* source;
    } catch (error) {
      broken ??= explain(error);
    }
  }
  let read = 0;
  async function* counted(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      read += chunk.length;
      yield chunk;
    }
  }
  const { stream, size } =
    member !== undefined
      ? { stream: readZipMember(path, member), size: member.size }
      : path === "-"
        ? { stream: standardInput, size: undefined }
        : await openFile(path);
  const source = stream[Symbol.asyncIterator]();
  const compressed = await peek(guarded(counted(source)), 2);
  const bytes =
    compressed.beginning[0] === 0x1f && compressed.beginning[1] === 0x8b
      ? guarded(decompress(compressed.bytes))
      : compressed.bytes;
  const typed = await peek(bytes, 4);
  const encoding = utf16Of(typed.beginning);
  const decoded = encoding === undefined ? typed.bytes : recodeUtf16(typed.bytes, encoding);
  const { beginning, bytes: whole } = await peek(decoded, beginningSize);
  return {
    beginning,
    bytes: whole,
    size,
    read: () => read,
    failure: () => broken,
    close() {
      if (path !== "-") source.return?.().catch(() => undefined);
    },
  };
}

async function openFile(path: string): Promise<{ stream: Readable; size: number | undefined }> {
  const found = await statOf(path);
  return {
    stream: createReadStream(path, { highWaterMark: 64 * 1024 }),
    size: found.isFile() ? found.size : undefined,
  };
}

async function statOf(path: string) {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new Error(error.code === "ENOENT" ? "file not found" : explain(error));
  });
  if (found.isDirectory())
    throw new Error(`this is a directory; pass its files: npm run ingest -- ${path.replace(/\/$/, "")}/*`);
  return found;
}

/** Decompresses on demand, so that a compression bomb does not exhaust memory. */
async function* decompress(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  const feeding = feed(gunzip, bytes);
  yield* gunzip as AsyncIterable<Uint8Array>;
  await feeding;
}

async function feed(
  gunzip: ReturnType<typeof createGunzip>,
  bytes: AsyncIterable<Uint8Array>,
): Promise<void> {
  for await (const chunk of bytes) {
    if (gunzip.destroyed) return;
    if (!gunzip.write(chunk)) await new Promise<void>((resume) => onceEither(gunzip, resume));
  }
  gunzip.end();
}

/** Calls back on drain or close. */
function onceEither(gunzip: ReturnType<typeof createGunzip>, resume: () => void): void {
  const done = () => {
    gunzip.off("drain", done).off("close", done);
    resume();
  };
  gunzip.on("drain", done).on("close", done);
}

/** Returns the first `size` bytes, and all bytes including them. */
async function peek(
  source: AsyncIterable<Uint8Array>,
  size: number,
): Promise<{ beginning: Uint8Array; bytes: AsyncIterable<Uint8Array> }> {
  const iterator = source[Symbol.asyncIterator]();
  const seen: Uint8Array[] = [];
  let length = 0;
  while (length < size) {
    const next = await iterator.next();
    if (next.done) break;
    seen.push(next.value);
    length += next.value.length;
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    yield* seen.splice(0);
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
  }
  return { beginning: Buffer.concat(seen).subarray(0, size), bytes: all() };
}

function explain(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "Z_BUF_ERROR") return "the compressed file is truncated";
  if (code.startsWith("Z_")) return "the compressed file is corrupt";
  if (code === "EACCES") return "permission denied";
  return error instanceof Error ? error.message : String(error);
}
