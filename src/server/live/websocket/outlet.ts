import { GraphQLError } from "graphql";
import type { Batch } from "../batch.js";
import type { Ending, Outlet } from "../outlet.js";
import type { WebSocketConnection } from "./connection.js";
import { textFrames } from "./frames.js";

/** Close codes. graphql-ws clients reconnect automatically after the first two. */
export const closeCodes = {
  SLOW_SUBSCRIBER: 1013,
  SERVER_STOPPING: 1012,
  INTERNAL_SERVER_ERROR: 1011,
} as const satisfies Record<Exclude<Ending["code"], "RESPONSE_TOO_LARGE">, number>;

const suffix = Buffer.from("}");

/** The start of a `next` message, up to the JSON of the payload. */
export function nextPrefix(id: string): string {
  return `{"id":${JSON.stringify(id)},"type":"next","payload":`;
}

/** @param fail ends only this subscription with an error; the connection stays open */
export function socketOutlet(
  connection: WebSocketConnection,
  id: string,
  fail: (error: GraphQLError) => void,
): Outlet {
  const { socket, stream } = connection;
  const prefix = Buffer.from(nextPrefix(id));
  return {
    connection,
    sendsCopies: true,
    send({ payloads }: Batch) {
      // No frame may follow a close frame. Without compression, the library never leaves a frame half written.
      if (socket.readyState === socket.OPEN) stream.write(textFrames(prefix, payloads, suffix));
    },
    isFull: () => stream.writableNeedDrain && stream.writableLength > 0,
    whenDrained: (callback) => {
      stream.once("drain", callback);
    },
    // Heartbeats are sent per connection, not per subscription.
    beat: () => undefined,
    end({ code, message }) {
      if (code === "RESPONSE_TOO_LARGE") fail(new GraphQLError(message, { extensions: { code } }));
      else socket.close(closeCodes[code], message);
    },
  };
}

export interface UntilEnded {
  /** Yields nothing; ends when the client ends the subscription or closes the connection. */
  iterator: AsyncIterableIterator<never>;
  /** Ends it with an error. */
  fail(error: GraphQLError): void;
}

/** @param onEnd called when the subscription ends */
export function untilEnded(onEnd: () => void): UntilEnded {
  let [resolve, reject]: [() => void, (error: GraphQLError) => void] = [() => undefined, () => undefined];
  const ended = new Promise<void>((...settle) => {
    [resolve, reject] = settle;
  });
  ended.catch(() => undefined);
  const done = { done: true, value: undefined } as const;
  return {
    iterator: {
      next: () => ended.then(() => done),
      async return() {
        onEnd();
        resolve();
        return done;
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    },
    fail(error) {
      onEnd();
      reject(error);
    },
  };
}
