import { runBenchmark } from './benchmark/run-benchmark.js'

process.exitCode = await runBenchmark(process.argv.slice(2))
