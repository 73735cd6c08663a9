import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";

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
 * Opens a file, or standard input for `-`. Gzip is recognised by its first bytes, whatever the name.
 *
 * @throws Error for what cannot be opened; what breaks later ends `bytes` early and is told by `failure`
 */
export async function openInput(path: string, standardInput: Readable): Promise<Input> {
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
  const { stream, size } = path === "-" ? { stream: standardInput, size: undefined } : await openFile(path);
  const compressed = await peek(guarded(counted(stream)), 2);
  const bytes =
    compressed.beginning[0] === 0x1f && compressed.beginning[1] === 0x8b
      ? guarded(decompress(compressed.bytes))
      : compressed.bytes;
  const { beginning, bytes: whole } = await peek(bytes, enoughToRecognize);
  return { beginning, bytes: whole, size, read: () => read, failure: () => broken };
}

async function openFile(path: string): Promise<{ stream: Readable; size: number | undefined }> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new Error(error.code === "ENOENT" ? "there is no such file" : explain(error));
  });
  if (found.isDirectory()) throw new Error("this is a directory; name the files in it");
  return {
    stream: createReadStream(path, { highWaterMark: 64 * 1024 }),
    size: found.isFile() ? found.size : undefined,
  };
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
