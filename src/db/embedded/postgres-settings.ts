import { availableParallelism, totalmem } from "node:os";

/** Settings for a small machine that also runs the API. */
export const settings: Readonly<Record<string, string>> = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  shared_buffers: `${sharedBuffersMb()}MB`,
  max_wal_size: "2GB",
  max_connections: "100",
  work_mem: "16MB",
  maintenance_work_mem: "128MB",
  // The leader takes part in building an index, so at most one process per core.
  max_parallel_maintenance_workers: String(Math.min(2, availableParallelism() - 1)),
  random_page_cost: "1.1",
  timezone: "UTC",
  log_timezone: "UTC",
  log_checkpoints: "off",
  // Compiling a statement takes longer than running most of ours.
  jit: "off",
  // Starting processes takes longer than running most of ours; also, they share the cores with other requests.
  parallel_setup_cost: "10000",
};

/**
 * A quarter of the memory that this process may use, as PostgreSQL's manual suggests. 2 GB are enough for what the pages of a site
 * read of a million papers; what does not fit is copied from the file system's cache for each request.
 */
function sharedBuffersMb(): number {
  const limit = process.constrainedMemory();
  const memory = Math.min(totalmem(), limit > 0 ? limit : Number.POSITIVE_INFINITY);
  return Math.floor(Math.min(2048, Math.max(128, memory / 4 / 2 ** 20)));
}

/**
 * Environment variables of glibc's `mallopt(3)`, in bytes. A statement such as a search for related papers uses about a megabyte.
 * By default it is returned to the system when the statement ends, and the next one pays for getting it again, page by page.
 */
export const allocation: Readonly<Record<string, string>> = {
  MALLOC_TOP_PAD_: String(1 << 20),
  MALLOC_TRIM_THRESHOLD_: String(8 << 20),
  MALLOC_MMAP_THRESHOLD_: String(4 << 20),
};
