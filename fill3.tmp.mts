import { openEmbedded } from "./src/db/embedded.js";
import { openDatabase } from "./src/db/client.js";
import { worldPapers, tell } from "./test/bench/world.js";
const e = await openEmbedded({ directory: ".data/bench", log: console.error });
const real = openDatabase({url: e.url.replace(/\/papergraph$/, "/bench_"+process.argv[2]), connections: 2});
const times=new Map();
const wrap=(q)=>({...q, query: async (s,n)=>{const t=performance.now(); const r=await q.query(s,n); const k=n??s.text.trim().slice(0,60).replace(/\s+/g,' '); times.set(k,(times.get(k)??0)+performance.now()-t); return r;}, transaction:(w)=>q.transaction((t)=>w(wrap(t)))});
const db=wrap(real);
const start=Number(process.argv[3]), count=Number(process.argv[4]), size=Number(process.argv[5]);
const t0=performance.now();
for (let i=start;i<start+count;i+=size) { await tell(db,[...worldPapers(size,i)]); }
console.log(count, (performance.now()-t0)/1000);
console.log([...times].sort((a,b)=>b[1]-a[1]).map(([k,v])=>v.toFixed(0)+' '+k).join('\n'));
await real.close(); await e.close();
