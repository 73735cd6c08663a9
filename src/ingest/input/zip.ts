import { open } from "node:fs/promises";
import { type Entry, openPromise, type ZipFile } from "yauzl";

/** A file in a zip archive. */
export interface ZipMember {
  name: string;
  /** Bytes, uncompressed. */
  size: number;
  /** Kept, because finding it again takes reading all entries before it. */
  entry: Entry;
}

const maxMembers = 10_000;

/**
 * Lists the files of a zip archive in order, without folders and macOS metadata; undefined if it is not a zip archive.
 *
 * @throws Error if the archive is corrupt
 */
export async function listZip(path: string): Promise<ZipMember[] | undefined> {
  if (!(await isZip(path))) return undefined;
  return withZip(path, async (zip) => {
    const members: ZipMember[] = [];
    for await (const entry of zip.eachEntry()) {
      const { fileName: name, uncompressedSize: size } = entry;
      if (isFile(entry)) members.push({ name, size, entry });
      if (members.length > maxMembers)
        throw new Error(`it contains more than ${maxMembers} files; unzip it first`);
    }
    return members;
  });
}

/** Decompresses a file of an archive. @throws Error as `listZip` does */
export async function* readZipMember(path: string, { entry }: ZipMember): AsyncGenerator<Uint8Array> {
  const zip = await openPromise(path, options).catch(fail);
  try {
    yield* (await zip.openReadStreamPromise(entry)) as AsyncIterable<Uint8Array>;
  } catch (error) {
    fail(error);
  } finally {
    zip.close();
  }
}

const options = { autoClose: false } as const;

async function withZip<Result>(path: string, work: (zip: ZipFile) => Promise<Result>): Promise<Result> {
  const zip = await openPromise(path, options).catch(fail);
  try {
    return await work(zip).catch(fail);
  } finally {
    zip.close();
  }
}

async function isZip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    // The second is the signature of an empty archive.
    return bytesRead === 4 && ["504b0304", "504b0506"].includes(buffer.toString("hex"));
  } finally {
    await file.close();
  }
}

function isFile({ fileName }: Entry): boolean {
  // bsdtar writes `./papers.jsonl`.
  return !fileName.endsWith("/") && !/(?:^|\/)(?:__MACOSX\/|\.[^/])/.test(fileName);
}

function fail(error: unknown): never {
  throw new Error(`cannot read the zip archive: ${error instanceof Error ? error.message : String(error)}`);
}
