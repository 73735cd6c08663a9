// Preloaded into the server that is measured: it says how much memory there is when its parent asks, after a collection,
// so that what is counted is what is held and not what is left lying about. Needs `--expose-gc` and an IPC channel.

process.on("message", () => {
  const before = process.memoryUsage.rss();
  globalThis.gc();
  setTimeout(() => {
    globalThis.gc();
    process.send({ before, ...process.memoryUsage() });
  }, 500);
});
process.channel.unref();
