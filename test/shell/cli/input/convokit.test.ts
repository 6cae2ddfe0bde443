import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { fromJsonl, newFolder, runCli, runWell } from '../cli-harness.js'

const UTTERANCES = fileURLToPath(
  new URL('../../../fixtures/import/convokit-utterances.jsonl', import.meta.url),
)

describe('ConvoKit corpora on the command line', () => {
  it('a folder is an input: its utterances are records with known names', async () => {
    const folder = newFolder()
    folder.write('utterances.jsonl', readFileSync(UTTERANCES, 'utf8'))
    const { stdout } = await runWell(['ingest', folder.path('.')])
    expect(stdout).toBe((await runWell(['ingest', UTTERANCES])).stdout)
  })

  it('a speaker [unknown] is an unknown author', async () => {
    const folder = newFolder()
    folder.write(
      'utterances.jsonl',
      '{"id":"a","conversation_id":"a","text":"r","speaker":"[unknown]","reply-to":null}\n',
    )
    expect(
      fromJsonl((await runCli(['ingest', folder.path('utterances.jsonl')])).stdout),
    ).toMatchObject([{ author: null }])
  })
})
