import { runCoverage } from './coverage/run-coverage.js'

process.exitCode = runCoverage(process.argv.slice(2))
