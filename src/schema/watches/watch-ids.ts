import type { Database } from "../../db/database.js";
import { InputError } from "../../domain/values/input-error.js";
import { type Delivery, findDelivery } from "../../domain/watches/lists.js";
import { findWatch } from "../../domain/watches/manage.js";
import type { Watch } from "../../domain/watches/watch.js";

const uuid = /^Watch\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;
/** Fits an int8. */
const number = /^Delivery\/(\d{1,18})$/;

const lists = { watch: "watches", delivery: "deliveries" } as const;

/** @throws InputError */
export function decodeWatchId(id: string, argument: string): string {
  return partOf(id, uuid, argument, "watch");
}

/** @throws InputError for an unknown one */
export async function requireWatch(db: Database, id: string, argument: string): Promise<Watch> {
  return found(await findWatch(db, decodeWatchId(id, argument)), argument, "watch");
}

/** @throws InputError for an unknown one */
export async function requireDelivery(db: Database, id: string, argument: string): Promise<Delivery> {
  return found(await findDelivery(db, partOf(id, number, argument, "delivery")), argument, "delivery");
}

export function found<Row>(row: Row | undefined, argument: string, name: keyof typeof lists): Row {
  if (row !== undefined) return row;
  throw new InputError(`${argument}: no ${name} has this ID. Take IDs from \`${lists[name]}\`.`, "NOT_FOUND");
}

function partOf(id: string, pattern: RegExp, argument: string, name: keyof typeof lists): string {
  const [, part] = pattern.exec(id.length > 200 ? "" : Buffer.from(id, "base64url").toString()) ?? [];
  if (part !== undefined) return part;
  throw new InputError(
    `${argument}: ${JSON.stringify(id.slice(0, 60))} is not the global ID of a ${name}. Take IDs from \`${lists[name]}\`.`,
  );
}
