import { runScript } from '../src/shell/cli/run-process.js'
import { evaluate } from './research/evaluate/evaluate-command.js'

await runScript(evaluate)
