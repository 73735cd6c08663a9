import { parentPort } from "node:worker_threads";
import { makeDocument } from "../search/document.js";
import { type Request, replyOf, textsOf } from "./document-messages.js";

// Entry point of the worker thread of `threaded-documents.ts`.

if (parentPort === null) throw new Error("Run this file as a worker thread.");
const port = parentPort;

port.on("message", (request: Request) => {
  const reply = replyOf(textsOf(request).map(makeDocument));
  port.postMessage(
    reply,
    Object.values(reply).map(({ buffer }) => buffer),
  );
});
