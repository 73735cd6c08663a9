import type { Attack } from "../attack.js";
import { documentAttacks } from "./documents.js";
import { introspectionAttacks } from "./introspection.js";
import { statisticsAttacks } from "./statistics.js";

/** All attacks, in the order in which they run. */
export const attacks: readonly Attack[] = [...documentAttacks, ...introspectionAttacks, ...statisticsAttacks];
