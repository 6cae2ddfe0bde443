import { runScript } from '../src/shell/cli/run.js'
import { benchmark } from './benchmark/run-benchmark.js'

await runScript(benchmark)
