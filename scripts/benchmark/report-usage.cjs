// Preloaded into a measured program. Writes what it used (memory in KiB) to the file named by the environment.
const { writeFileSync } = require('node:fs')
const { isMainThread } = require('node:worker_threads')

const path = process.env.DEALSTANCE_USAGE_FILE
if (isMainThread && path) process.on('exit', () => writeFileSync(path, JSON.stringify(process.resourceUsage())))
