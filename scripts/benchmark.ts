import { runScript } from '../src/shell/cli/run-process.js'
import { benchmark } from './benchmark/run-benchmark.js'

await runScript(benchmark)
