import { gathering } from "./gathering.js";

/** One client's side of a connection: what it says first, and how it understands what comes. */
export interface Reading {
  /** Said as soon as there is a connection. */
  readonly greeting: string;
  /** Takes bytes as they come. */
  read(chunk: Buffer): void;
}

export interface Listening {
  /** Called when the server has accepted the subscription, as far as the protocol shows. */
  onReady(): void;
  onEvent(cursor: string): void;
  /** Called for anything else than an event: a rejection, an error, the end. */
  onFault(message: string): void;
  send(bytes: Buffer): void;
}

const beginning = Buffer.from('"cursor":"');
const quote = 0x22;

/** The first cursor in some bytes, found without parsing them: parsing would cost the machine more than the server does. */
export function cursorIn(bytes: Buffer, start: number, end: number): string | undefined {
  const found = bytes.indexOf(beginning, start);
  if (found < 0 || found >= end) return undefined;
  const from = found + beginning.length;
  return bytes.toString("latin1", from, bytes.indexOf(quote, from));
}

const endOfHead = Buffer.from("\r\n\r\n");

/**
 * Reads the head of an HTTP response, and then what follows.
 *
 * @param status of the response that is wanted
 * @param onBegun called after the head
 * @param use takes what is whole from an offset, and returns the offset of the rest
 */
export function readAfterHead(
  { onFault }: Listening,
  status: number,
  onBegun: () => void,
  use: (bytes: Buffer, start: number) => number,
): Reading["read"] {
  let begun = false;
  return gathering((bytes) => {
    if (begun) return use(bytes, 0);
    const head = readHead(bytes, status);
    if (typeof head === "string") {
      onFault(head);
      return bytes.length;
    }
    if (head === 0) return 0;
    begun = true;
    onBegun();
    return use(bytes, head);
  });
}

/** Reads the head of an HTTP response. @returns where it ends, 0 while it is not whole, or why it is not the one wanted */
function readHead(bytes: Buffer, status: number): number | string {
  const end = bytes.indexOf(endOfHead);
  if (end < 0) return 0;
  const head = bytes.toString("latin1", 0, end);
  if (head.startsWith(`HTTP/1.1 ${status} `)) return end + endOfHead.length;
  return `was answered ${head.split("\r\n", 1)[0]}: ${bytes.toString("utf8", end).trim()}`;
}
