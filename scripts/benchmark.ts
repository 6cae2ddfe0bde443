import { runBenchmark } from './benchmark/run-benchmark.js'

process.exitCode = runBenchmark(process.argv.slice(2))
