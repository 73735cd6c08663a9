import type { Question } from "./audience-messages.js";
import { cursorIn, type Listening, type Reading, readAfterHead } from "./reading.js";

const endOfEvent = Buffer.from("\n\n");

/** Server-sent events as the GraphQL over SSE protocol has them, one subscription a connection. */
export function readStream(port: number, question: Question, listening: Listening): Reading {
  const body = JSON.stringify(question);
  let ready = false;
  const readEvent = (bytes: Buffer, start: number, end: number) => {
    const cursor = cursorIn(bytes, start, end);
    if (cursor !== undefined) return listening.onEvent(cursor);
    const text = bytes.toString("utf8", start, end);
    if (/^event:/m.test(text)) return listening.onFault(`heard ${text}`);
    // A comment, or an id without an event: the stream has begun.
    if (!ready) listening.onReady();
    ready = true;
  };
  return {
    greeting: [
      "POST /graphql HTTP/1.1",
      `Host: 127.0.0.1:${port}`,
      "Content-Type: application/json",
      "Accept: text/event-stream",
      `Content-Length: ${Buffer.byteLength(body)}`,
      "",
      body,
    ].join("\r\n"),
    read: readAfterHead(
      listening,
      200,
      () => undefined,
      (bytes, begin) => {
        let start = begin;
        for (;;) {
          const end = bytes.indexOf(endOfEvent, start);
          if (end < 0) return start;
          readEvent(bytes, start, end);
          start = end + endOfEvent.length;
        }
      },
    ),
  };
}
