import { runScript } from '../src/cli/run-process.js'
import { evaluate } from './evaluate/evaluate-command.js'

await runScript(evaluate)
