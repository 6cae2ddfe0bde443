import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { CorpusFiles } from '../../scripts/corpus/corpus.js'
import { toJsonl } from '../support/jsonl.js'

/** A valid corpus of two deals and six posts. Change a part to break one rule. */
export function exampleCorpus(change: Partial<Example> = {}): CorpusFiles {
  const example = { ...soundExample(), ...change }
  const files = Object.entries(example.threads).map(([name, posts]) => ({
    name: `threads/${name}.jsonl`,
    text: toJsonl(posts),
  }))
  return {
    threads: files,
    secondLabels: [{ name: 'second-labels/one.jsonl', text: toJsonl(example.secondLabels) }],
    deals: [
      {
        name: 'deals.json',
        text: `[\n${example.deals.map((deal) => JSON.stringify(deal).replaceAll('":', '": ')).join(',\n')}\n]\n`,
      },
    ],
    splits: { name: 'splits.json', text: JSON.stringify(example.splits, null, 2) },
  }
}

/** Writes the corpus into a folder, some of its files with another text. */
export function writeCorpus(folder: string, change: Readonly<Record<string, string>> = {}): void {
  const { threads, secondLabels, deals, splits } = exampleCorpus()
  for (const { name, text } of [...threads, ...secondLabels, ...deals, splits]) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), change[name] ?? text)
  }
}

export interface Example {
  readonly threads: Readonly<Record<string, readonly object[]>>
  readonly secondLabels: readonly object[]
  readonly deals: readonly object[]
  readonly splits: object
}

export function deal(id: string, change: object = {}): object {
  const parties = [`Mover of ${id}`, `Buyer of ${id}`]
  return {
    id,
    mover: parties[0],
    counterparties: [parties[1]],
    move: `The mover of ${id} sells it.`,
    parties,
    aliases: [`Name of ${id}`],
    date: '2024-05',
    ...change,
  }
}

export function post(id: string, change: object = {}): object {
  const threadId = id.slice(0, id.lastIndexOf('-'))
  const dealId = threadId.startsWith('crowd-test') ? 'mill' : 'ferry'
  const text = `post ${id}`
  return {
    threadId,
    id,
    parentId: null,
    author: 'lena_k',
    dealId,
    text,
    label: 'neither',
    kind: 'plain',
    ...change,
  }
}

function soundExample(): Example {
  return {
    threads: {
      'crowd-test': [
        post('crowd-test-t01-1'),
        post('crowd-test-t01-2', { parentId: 'crowd-test-t01-1', label: 'retreat' }),
      ],
      'crowd-harbour': [
        post('crowd-harbour-t01-1'),
        post('crowd-harbour-t01-2', { label: 'retreat' }),
      ],
      sarcasm: [
        post('sarcasm-t01-1', { label: 'shrewd pivot', kind: 'irony' }),
        post('sarcasm-t01-2', { parentId: 'sarcasm-t01-1' }),
      ],
    },
    secondLabels: [
      { id: 'crowd-harbour-t01-1', label: 'neither' },
      { id: 'crowd-harbour-t01-2', label: 'neither', unsure: true },
    ],
    deals: [deal('ferry'), deal('mill')],
    splits: { train: ['ferry'], dev: [], test: ['mill'], 'held-out': { threads: [], posts: [] } },
  }
}
