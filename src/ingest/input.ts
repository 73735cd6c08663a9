import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { recodeUtf16, utf16Of } from "./utf16.js";
import { listZip, readZipMember, type ZipMember } from "./zip.js";

/** What can be opened: a file, standard input (`-`), or a file in a zip archive. */
export interface Place {
  /** What messages call it: the path, in an archive with the name there behind it. */
  name: string;
  path: string;
  member?: ZipMember;
}

/**
 * What is to be read under a path: itself, or the files in it where it is a zip archive.
 *
 * @throws Error for what cannot be opened, as `openInput` does
 */
export async function placesOf(path: string): Promise<Place[]> {
  if (path === "-") return [{ name: path, path }];
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(path))
    throw new Error("this is a web address; download it first: curl -L ADDRESS | npm run ingest -- -");
  // What is no regular file, a named pipe say, can be read only once.
  const members = (await statOf(path)).isFile() ? await listZip(path) : undefined;
  if (members?.length === 0) throw new Error("the zip archive holds no files");
  return (
    members?.map((member) => ({ name: `${path}/${member.name}`, path, member })) ?? [{ name: path, path }]
  );
}

/** A file opened for reading: its bytes, decompressed, and how it begins. */
export interface Input {
  /** The first 64 kB or less; what a format is recognised by. */
  beginning: Uint8Array;
  /** All bytes, the beginning included; to be read once. */
  bytes: AsyncIterable<Uint8Array>;
  /** How large the file is as it lies there; undefined where nobody knows. */
  size: number | undefined;
  /** How many of these bytes have been read. */
  read(): number;
  /** What broke while reading (a cut gzip file, a failing disk), once `bytes` has ended. */
  failure(): string | undefined;
}

const enoughToRecognize = 64 * 1024;

/**
 * Opens a file. Gzip and UTF-16 are recognised by the first bytes, whatever the name; the latter comes as UTF-8.
 *
 * @throws Error for what cannot be opened; what breaks later ends `bytes` early and is told by `failure`
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
      ? { stream: readZipMember(path, member.name), size: member.size }
      : path === "-"
        ? { stream: standardInput, size: undefined }
        : await openFile(path);
  const compressed = await peek(guarded(counted(stream)), 2);
  const bytes =
    compressed.beginning[0] === 0x1f && compressed.beginning[1] === 0x8b
      ? guarded(decompress(compressed.bytes))
      : compressed.bytes;
  const typed = await peek(bytes, 4);
  const encoding = utf16Of(typed.beginning);
  const decoded = encoding === undefined ? typed.bytes : recodeUtf16(typed.bytes, encoding);
  const { beginning, bytes: whole } = await peek(decoded, enoughToRecognize);
  return { beginning, bytes: whole, size, read: () => read, failure: () => broken };
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
    throw new Error(error.code === "ENOENT" ? "there is no such file" : explain(error));
  });
  if (found.isDirectory())
    throw new Error(
      `this is a directory; name the files in it: npm run ingest -- ${path.replace(/\/$/, "")}/*`,
    );
  return found;
}

/** Decompresses as the reader asks for more, so that a small file that grows huge costs no memory. */
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

/** Goes on when there is room again, or when there never will be. */
function onceEither(gunzip: ReturnType<typeof createGunzip>, resume: () => void): void {
  const done = () => {
    gunzip.off("drain", done).off("close", done);
    resume();
  };
  gunzip.on("drain", done).on("close", done);
}

/** The first `size` bytes, and all bytes again. */
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
  if (code === "Z_BUF_ERROR") return "the compressed file ends too early";
  if (code.startsWith("Z_")) return "the compressed file is damaged";
  if (code === "EACCES") return "there is no permission to read it";
  return error instanceof Error ? error.message : String(error);
}
