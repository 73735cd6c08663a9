import { randomUUID } from "node:crypto";
import type { Question } from "./audience-messages.js";
import { cursorIn, type Listening, type Reading, readAfterHead } from "./reading.js";

const opcodes = { text: 1, close: 8, ping: 9, pong: 10 } as const;

/** The graphql-transport-ws protocol over WebSocket (RFC 6455), one subscription a connection. */
export function readWebSocket(port: number, question: Question, listening: Listening): Reading {
  const say = (message: unknown) =>
    listening.send(maskedFrame(opcodes.text, Buffer.from(JSON.stringify(message))));
  const readMessage = (bytes: Buffer, start: number, end: number) => {
    const cursor = cursorIn(bytes, start, end);
    if (cursor !== undefined) return listening.onEvent(cursor);
    const text = bytes.toString("utf8", start, end);
    if (!text.includes('"connection_ack"')) return listening.onFault(`heard ${text}`);
    // Clients give each subscription an id of its own, so that no two are sent the same bytes.
    say({ id: randomUUID(), type: "subscribe", payload: question });
    listening.onReady();
  };
  const readFrame = (opcode: number, bytes: Buffer, start: number, end: number) => {
    if (opcode === opcodes.text) readMessage(bytes, start, end);
    else if (opcode === opcodes.ping)
      listening.send(maskedFrame(opcodes.pong, Buffer.from(bytes.subarray(start, end))));
    else if (opcode === opcodes.close)
      listening.onFault(`was sent away: ${bytes.toString("utf8", start + 2, end)}`);
  };
  return {
    greeting: [
      "GET /graphql HTTP/1.1",
      `Host: 127.0.0.1:${port}`,
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
      "Sec-WebSocket-Protocol: graphql-transport-ws",
      "",
      "",
    ].join("\r\n"),
    read: readAfterHead(
      listening,
      101,
      () => say({ type: "connection_init" }),
      (bytes, begin) => {
        let start = begin;
        for (;;) {
          const payload = payloadOf(bytes, start);
          if (payload === undefined || payload.end > bytes.length) return start;
          readFrame((bytes[start] ?? 0) & 0x0f, bytes, payload.start, payload.end);
          start = payload.end;
        }
      },
    ),
  };
}

/** Where the payload of the frame that begins at an offset lies; undefined while its head is not whole. */
function payloadOf(bytes: Buffer, offset: number): { start: number; end: number } | undefined {
  const left = bytes.length - offset;
  if (left < 2) return undefined;
  // Servers do not mask, so the bit before the length is never set.
  const short = bytes[offset + 1] ?? 0;
  const head = short < 126 ? 2 : short === 126 ? 4 : 10;
  if (left < head) return undefined;
  const start = offset + head;
  if (short < 126) return { start, end: start + short };
  if (short === 126) return { start, end: start + bytes.readUInt16BE(offset + 2) };
  return { start, end: start + Number(bytes.readBigUInt64BE(offset + 2)) };
}

/** A client's frame: it has to be masked, and the mask may be four zeros, which leave the payload as it is. */
function maskedFrame(opcode: number, payload: Buffer): Buffer {
  const { length } = payload;
  const head = Buffer.alloc(length < 126 ? 6 : 8);
  head[0] = 0x80 | opcode;
  head[1] = 0x80 | (length < 126 ? length : 126);
  if (length >= 126) head.writeUInt16BE(length, 2);
  return Buffer.concat([head, payload]);
}
