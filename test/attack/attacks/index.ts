import type { Attack } from "../attack.js";
import { answerAttacks } from "./answers.js";
import { bodyAttacks } from "./bodies.js";
import { connectionAttacks } from "./connections.js";
import { documentAttacks } from "./documents.js";
import { inputAttacks } from "./input.js";
import { introspectionAttacks } from "./introspection.js";
import { processAttacks } from "./processes.js";
import { protocolAttacks } from "./protocol.js";
import { statisticsAttacks } from "./statistics.js";
import { subscriptionAttacks } from "./subscriptions.js";
import { webSocketAttacks } from "./web-sockets.js";

/** All attacks, in execution order. */
export const attacks: readonly Attack[] = [
  ...documentAttacks,
  ...introspectionAttacks,
  ...statisticsAttacks,
  ...subscriptionAttacks,
  ...connectionAttacks,
  ...bodyAttacks,
  ...inputAttacks,
  ...answerAttacks,
  ...webSocketAttacks,
  ...protocolAttacks,
  ...processAttacks,
];
