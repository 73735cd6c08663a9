import { startProgress } from "../../../src/commands/progress.js";
import { quantile } from "../measure.js";
import { type Audience, openAudience } from "./audience/audience.js";
import type { Transport } from "./audience/audience-messages.js";
import { type LiveServer, startServer } from "./live-server.js";
import { type News, newsQuery } from "./news.js";

/** Cost of delivering events to all subscribers. */
export interface AudienceMeasure {
  transport: Transport;
  subscribers: number;
  /** Milliseconds from commit to client, over all clients and all events that came one at a time. */
  latency: { median: number; p99: number };
  /** Events received per second by all clients during a burst: the median of several bursts. */
  deliveries: number;
  /**
   * Microseconds of the server's processor time for each event that a client hears, one at a time and in bursts: what can
   * be compared where the machine has other work too.
   */
  processor: { single: number; burst: number };
  /** Bytes of the server's resident set for each client: when all have connected, and after all events. */
  memory: { connected: number; afterwards: number; connectedHeap: number; uncollected: number };
  /** Events that each client had to hear, and how many clients heard exactly those, in order. */
  events: number;
  complete: number;
  faults: string[];
}

/**
 * How many events come one at a time; how many bursts there are, and how large they are. What holds one event up holds it
 * up for all who wait for it, so that among fewer single ones the slowest alone would be the 99th percentile.
 */
const [singles, bursts, burstSize] = [200, 3, 200];
/** Clients and events with which the server warms up. */
const [earlyClients, earlyEvents] = [50, 100];

/** Starts a server, subscribes clients to the same topic, publishes events and checks what they received. */
export async function measureAudience(
  databaseUrl: string,
  news: News,
  transport: Transport,
  subscribers: number,
): Promise<AudienceMeasure> {
  const server = await startServer(databaseUrl);
  try {
    const early = await gather(server, transport, earlyClients);
    await news.add(earlyEvents);
    await early.settle([earlyEvents]);
    await early.close();
    await server.subscriptions(0);

    const alone = await server.memory();
    const start = await news.position();
    const audience = await gather(server, transport, subscribers);
    try {
      const connected = await server.memory();
      const { latencies, rates, processor } = await tellNews(
        server,
        news,
        audience,
        `${transport}, ${subscribers} subscribers`,
      );
      const cursors = await news.cursorsAfter(start);
      const { heard, complete, faults } = await audience.settle([cursors.length]);
      const afterwards = await server.memory();
      const right = heard[0]?.length === cursors.length && heard[0].every((each, at) => each === cursors[at]);
      const perClient = (bytes: number) => bytes / subscribers;
      return {
        transport,
        subscribers,
        latency: { median: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) },
        deliveries: quantile(rates, 0.5),
        processor,
        memory: {
          connected: perClient(connected.rss - alone.rss),
          afterwards: perClient(afterwards.rss - alone.rss),
          connectedHeap: perClient(connected.heapUsed + connected.external - alone.heapUsed - alone.external),
          uncollected: perClient(connected.before - alone.rss),
        },
        events: cursors.length,
        complete: right ? complete : 0,
        faults: right ? faults : [...faults, "What was heard is not what the log says."],
      };
    } finally {
      await audience.close();
    }
  } finally {
    await server.stop();
  }
}

async function gather(server: LiveServer, transport: Transport, count: number): Promise<Audience> {
  const progress = startProgress(`${transport}: connecting`, count);
  const audience = await openAudience({
    port: server.port,
    transport,
    count,
    questions: [{ query: newsQuery, variables: {} }],
    onConnected: progress.update,
  });
  progress.end();
  // The WebSocket protocol does not confirm subscriptions.
  await server.subscriptions(count);
  return audience;
}

/** First one event at a time, each received by all before the next is published; then bursts. */
async function tellNews(
  server: LiveServer,
  news: News,
  audience: Audience,
  label: string,
): Promise<Pick<AudienceMeasure, "processor"> & { latencies: number[]; rates: number[] }> {
  const progress = startProgress(`${label}: telling`, singles + bursts);
  const latencies: number[] = [];
  const rates: number[] = [];
  let published = 0;
  const tell = async (count: number) => {
    const { committedAt } = await news.add(count);
    published += count;
    const { heardAt, faults } = await audience.settle([published]);
    const [fault] = faults;
    if (fault !== undefined) throw new Error(`${label}: a client ${fault}`);
    return Array.from(heardAt, (at) => at - committedAt);
  };
  const atFirst = await server.processor();
  for (let round = 0; round < singles; round++) {
    for (const latency of await tell(1)) latencies.push(latency);
    progress.update(round + 1);
  }
  const between = await server.processor();
  for (let round = 0; round < bursts; round++) {
    const times = await tell(burstSize);
    const slowest = times.reduce((one, other) => Math.max(one, other), 0);
    rates.push((burstSize * times.length) / (slowest / 1_000));
    progress.update(singles + round + 1);
  }
  progress.end();
  const atLast = await server.processor();
  const listeners = latencies.length / singles;
  return {
    latencies,
    rates,
    processor: {
      single: (between - atFirst) / (singles * listeners),
      burst: (atLast - between) / (bursts * burstSize * listeners),
    },
  };
}
