import { runScript } from '../src/shell/cli/run-process.js'
import { train } from './train/train-command.js'

await runScript(train)
