// Preloaded into a measured program. Writes its peak memory, in KiB, to the file named by the environment.
const { writeFileSync } = require('node:fs')
const { isMainThread } = require('node:worker_threads')

const path = process.env.DEALSTANCE_USAGE_FILE
if (isMainThread && path) process.on('exit', () => writeFileSync(path, String(process.resourceUsage().maxRSS)))
