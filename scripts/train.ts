import { runScript } from '../src/cli/run-process.js'
import { train } from './train/train-command.js'

await runScript(train)
