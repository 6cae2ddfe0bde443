// Loaded before a program that is measured: leaves its peak memory, in KiB, in the file that the environment names.
const { writeFileSync } = require('node:fs')
const { isMainThread } = require('node:worker_threads')

const path = process.env.DEALSTANCE_USAGE_FILE
if (isMainThread && path) process.on('exit', () => writeFileSync(path, String(process.resourceUsage().maxRSS)))
