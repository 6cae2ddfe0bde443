import { defineCommand } from '../../src/cli/kit/command.js'
import { EXIT } from '../../src/cli/kit/exit-code.js'
import { withOutput } from '../../src/cli/kit/write-output.js'
import { checkCorpus as check } from './check-corpus.js'
import { renderCorpusTables } from './check-table.js'
import { readCorpusFiles } from './read-corpus.js'

export const checkCorpus = defineCommand({
  name: 'check-corpus',
  usage: 'npm run check-corpus --',
  summary: 'Checks the written corpus and prints its counts. Exit code 65 where a fault was found.',
  inputs: null,
  options: {
    corpus: { type: 'text', value: 'DIR', default: 'corpus', help: 'folder of the corpus' },
    table: { type: 'choice', choices: ['text', 'markdown'], default: 'text', help: 'markdown: as in corpus/README.md' },
  },
  examples: ['npm run check-corpus', 'npm run --silent check-corpus -- --table markdown'],
  run: async (options, _inputs, { io, log }) => {
    const result = check(readCorpusFiles(options.corpus))
    await withOutput(null, io, async (output) => {
      await output.write(renderCorpusTables(result, options.table))
      for (const { file, lineNumber, rule, message } of result.findings) await output.write(`${file}:${lineNumber} ${rule}: ${message}\n`)
    })
    log.info(`${result.findings.length} findings; ${result.shortDuplicateCount} posts under six words are in two splits (no fault)`)
    return result.findings.length === 0 ? EXIT.DONE : EXIT.BAD_DATA
  },
})
