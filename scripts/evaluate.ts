import { runScript } from '../src/shell/cli/run-process.js'
import { evaluate } from './evaluate/evaluate-command.js'

await runScript(evaluate)
