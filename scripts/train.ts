import { runScript } from '../src/shell/cli/run.js'
import { train } from './research/train/train-command.js'

await runScript(train)
