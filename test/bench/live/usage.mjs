// Preloaded into the server that is measured: it answers its parent how much it has used. Memory is what is left after a
// collection, so that what is counted is what is held and not what is left lying about. Needs `--expose-gc` and an IPC
// channel.

process.on("message", (question) => {
  if (question === "processor") {
    const { user, system } = process.cpuUsage();
    process.send({ processor: user + system });
    return;
  }
  const before = process.memoryUsage.rss();
  globalThis.gc();
  setTimeout(() => {
    globalThis.gc();
    process.send({ before, ...process.memoryUsage() });
  }, 500);
});
process.channel.unref();
