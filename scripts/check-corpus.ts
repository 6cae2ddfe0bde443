import { runCheckCorpus } from '../src/cli/check-corpus.js'

process.exitCode = await runCheckCorpus(process.argv.slice(2), process)
