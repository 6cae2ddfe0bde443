import { runScript } from '../src/shell/cli/run.js'
import { coverage } from './coverage/run-coverage.js'

await runScript(coverage)
