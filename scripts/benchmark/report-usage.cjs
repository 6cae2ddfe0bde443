// Preloaded into a measured program. Writes its memory, in KiB as getrusage gives it, to the third pipe beside its output.
if (require('node:worker_threads').isMainThread)
  process.on('exit', () => require('node:fs').writeSync(3, String(process.resourceUsage().maxRSS)))
