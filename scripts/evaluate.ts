import { runScript } from '../src/shell/cli/run.js'
import { evaluate } from './research/evaluate/evaluate-command.js'

await runScript(evaluate)
