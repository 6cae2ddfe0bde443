import { runScript } from '../src/shell/cli/run.js'
import { checkCorpus } from './corpus/check-corpus-command.js'

await runScript(checkCorpus)
