import { eventSource, webSocket } from "./lines.js";

// A process with many subscribers, to be killed.

const [origin = "", subscriptions = "[]", count = "0"] = process.argv.slice(2);
const asked = JSON.parse(subscriptions) as { query: string; variables: Record<string, unknown> }[];
for (let index = 0; index < Number(count); index += 1) {
  const subscription = asked[index % asked.length];
  const transport = index % 2 === 0 ? eventSource : webSocket;
  if (subscription)
    transport(
      { origin, ...subscription, after: undefined },
      {
        accepted: () => undefined,
        heard: () => undefined,
        began: () => undefined,
        refused: ([error]) => process.stderr.write(`${error?.message}\n`),
        closed: () => undefined,
      },
    );
}
