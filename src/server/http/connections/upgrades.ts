import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { afterResponses } from "./after-responses.js";
import type { Pipelines } from "./pipeline.js";
import type { HoldInput } from "./waiting-input.js";

/** @param head what was read after the request */
export type UpgradeListener = (request: IncomingMessage, stream: Duplex, head: Buffer) => void;
export type OnUpgrade = (listener: UpgradeListener) => void;

/** Passes on requests of another protocol once the earlier requests of their connection have their responses. */
export function createOnUpgrade(hold: HoldInput, server: Server, pipelines: Pipelines): OnUpgrade {
  const listeners: UpgradeListener[] = [];
  server.on("upgrade", (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    const pass = (whole: Buffer) => {
      for (const listener of listeners) listener(request, stream, whole);
    };
    afterResponses(hold, pipelines, stream, head, pass, request.socket);
  });
  return (listener) => {
    listeners.push(listener);
  };
}
