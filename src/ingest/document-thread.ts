import { once } from "node:events";
import { parentPort } from "node:worker_threads";
import { LocalDocumentMaker } from "../domain/document-maker.js";
import type { AskedText } from "../domain/search-words.js";
import { type Question, type Request, replyOf, textsOf } from "./document-messages.js";

// What runs in the thread of `threaded-documents.ts`: each request is answered once, perhaps after a question.

if (parentPort === null) throw new Error("This file is for a thread of its own.");
const port = parentPort;
const maker = new LocalDocumentMaker();

for (;;) {
  const request = await receive<Request>();
  const reply = replyOf(await maker.make(ask, textsOf(request)));
  port.postMessage(reply, [reply.bytes.buffer, reply.ends.buffer]);
}

async function ask(asked: readonly AskedText[]): Promise<string[]> {
  if (asked.length === 0) return [];
  port.postMessage({ kind: "question", asked } satisfies Question);
  return receive();
}

async function receive<Message>(): Promise<Message> {
  const [message] = (await once(port, "message")) as [Message];
  return message;
}
