import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { toJsonl } from '../../../support/jsonl.js'

const FOLDER = 'test/fixtures/languages'

/** A small corpus written for these tests: see `test/fixtures/languages/README.md`. */
export type LanguageCorpus = ReturnType<typeof readLanguageCorpus>

/** Reads `posts.tsv`: thread, position of the parent in its thread or -, author, label, text. */
export function readLanguageCorpus(language: string) {
  const folder = join(FOLDER, language)
  const counts = new Map<string, number>()
  const rows = readFileSync(join(folder, 'posts.tsv'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [thread = '', parent = '', author = '', label = '', text = ''] = line.split('\t')
      const place = (counts.get(thread) ?? 0) + 1
      counts.set(thread, place)
      const parentId = parent === '-' ? null : `${thread}${parent}`
      return {
        id: `${thread}${place}`,
        threadId: thread,
        parentId,
        author,
        createdAt: null,
        text,
        label,
      }
    })

  const { labels } = JSON.parse(readFileSync(join(folder, 'scheme.json'), 'utf8')) as {
    labels: string[]
  }
  return {
    language,
    schemePath: join(folder, 'scheme.json'),
    dealsPath: join(folder, 'deals.json'),
    /** Labelled posts as JSONL, in the form a user would supply. */
    labelled: toJsonl(rows),
    /** The same posts without labels. */
    posts: toJsonl(rows.map(({ label: _label, ...post }) => post)),
    labels,
    /** True label by post id. */
    labelOf: new Map(rows.map(({ id, label }) => [id, label])),
  }
}
