import { openEmbedded } from "./src/db/embedded.js";
import { openWorld } from "./test/bench/world.js";
const e = await openEmbedded({ directory: ".data/bench", log: console.error });
const db = await openWorld(e.url.replace(/\/papergraph$/, "/postgres"), Number(process.argv[2]), ()=>{});
await db.close(); await e.close();
