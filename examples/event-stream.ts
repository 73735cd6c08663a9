/** A server-sent event: the fields that it has. */
export type StreamEvent = Partial<Record<"id" | "event" | "data", string>>;

/** Reads the body of an answer of type text/event-stream. A comment, which is a sign of life, comes as no fields. */
export async function* readEventStream(body: AsyncIterable<Uint8Array>): AsyncGenerator<StreamEvent> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of body) {
    text += decoder.decode(chunk, { stream: true });
    const events = text.split("\n\n");
    // What follows the last empty line is the beginning of an event whose rest is on its way.
    text = events.pop() ?? "";
    for (const event of events) yield Object.fromEntries(event.split("\n").map(readField));
  }
}

function readField(line: string): [name: string, value: string] {
  const colon = line.indexOf(":");
  return [line.slice(0, colon), line.slice(colon + 1).trimStart()];
}
