export type StreamEvent = Partial<Record<"id" | "event" | "data", string>>;

/** Parses a response body of type text/event-stream. Comments, used as heartbeats, yield events without fields. */
export async function* readEventStream(body: AsyncIterable<Uint8Array>): AsyncGenerator<StreamEvent> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of body) {
    text += decoder.decode(chunk, { stream: true });
    const events = text.split("\n\n");
    // The rest after the last blank line is an incomplete event.
    text = events.pop() ?? "";
    for (const event of events) yield Object.fromEntries(event.split("\n").map(readField));
  }
}

function readField(line: string): [name: string, value: string] {
  const colon = line.indexOf(":");
  return [line.slice(0, colon), line.slice(colon + 1).trimStart()];
}
