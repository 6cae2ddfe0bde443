import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { LAYOUTS } from '../../src/read/copied/layout.js'
import { parsePaste } from '../../src/read/copied/plain/parse-mentions.js'
import { parseLayout } from '../../src/read/parse-layout.js'
import type { ParsePostsOptions } from '../../src/read/parse-posts.js'
import { expectRebuilt, expectSound, readPage } from './copied/read-page.js'

/**
 * Composed inputs and all that is read of them. `TOPIC.json` holds by heading the posts, notes and
 * doubtful places, with the options of the reading where there are any; the text is the file of
 * that name in the project, or stands in `TOPIC.txt` below `=== HEADING`. DEALSTANCE_WRITE=1 writes
 * the readings anew: look at each difference.
 */
interface Reading {
  readonly options?: ParsePostsOptions
  readonly source?: string
  readonly titles?: readonly string[]
  readonly posts?: readonly object[]
  readonly notes?: readonly string[]
  readonly places?: readonly string[]
}

const FOLDER = 'test/fixtures/readings'
const TOPICS = readdirSync(FOLDER).flatMap((name) =>
  name.endsWith('.json') ? name.slice(0, -5) : [],
)
/**
 * Pastes whose posts stand one below the other: of others a quotation or a title stands elsewhere.
 */
const SOUND = ['mentions', 'comment-pages']
const textIn = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '')
const textsOf = (topic: string): [title: string, text: string][] =>
  textIn(`${FOLDER}/${topic}.txt`)
    .split(/^=== /m)
    .slice(1)
    .map((part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n') + 1, -1)])

/** Without what is null, 0 or empty. */
const told = (record: object): object =>
  Object.fromEntries(
    Object.entries(record).filter(
      ([, value]) => value !== null && value !== 0 && !(Array.isArray(value) && value.length === 0),
    ),
  )

function readingOf(text: string, { options }: Reading): Reading {
  const { posts, summary, headers } = readPage(text, options)
  const titles = [...headers.values()].flat()
  let last: string | null = null
  const threadOf = (threadId: string): object =>
    threadId === last || /^t(?:-|\d)/.test(threadId) ? {} : { thread: (last = threadId) }
  return {
    ...(options && { options }),
    source: summary.source,
    ...(titles.length > 0 && { titles }),
    posts: posts.map(
      (
        {
          id,
          threadId,
          parentId,
          author,
          createdAt,
          text: words,
          meta: { role, capture, ...meta },
        },
        at,
      ) => ({
        ...threadOf(threadId),
        ...(id !== `p${at + 1}` && { id }),
        ...told({ to: parentId, by: author, at: createdAt }),
        text: words,
        ...(role !== (parentId === null ? 'root' : 'reply') && { role }),
        ...meta,
        ...(capture && { capture: told(capture) }),
      }),
    ),
    notes: summary.notes,
    places: summary.ambiguities.map(({ lineNumber, message }) => `${lineNumber}: ${message}`),
  }
}

/** A line for each post, note and place. */
const print = (readings: Readonly<Record<string, Reading>>): string => {
  const list = (name: string, values: readonly unknown[] = []) =>
    values.length === 0
      ? ''
      : `,\n    "${name}": [\n${values.map((value) => `      ${JSON.stringify(value)}`).join(',\n')}\n    ]`
  const one = ([title, { posts, notes, places, ...facts }]: [string, Reading]) =>
    `  ${JSON.stringify(title)}: {\n    ${JSON.stringify(facts).slice(1, -1)}${list('posts', posts)}${list('notes', notes)}${list('places', places)}\n  }`
  return `{\n${Object.entries(readings).map(one).join(',\n')}\n}\n`
}

describe.each(TOPICS)('the reading of %s', (topic) => {
  const path = `${FOLDER}/${topic}.json`
  const known: Record<string, Reading> = JSON.parse(readFileSync(path, 'utf8'))
  const files = Object.keys(known).flatMap((title) =>
    existsSync(title) ? [[title, readFileSync(title, 'utf8')] as const] : [],
  )
  const texts = new Map<string, string>([...files, ...textsOf(topic)])
  const found: Record<string, Reading> = Object.fromEntries(
    [...texts].map(([title, text]) => [title, readingOf(text, known[title] ?? {})]),
  )
  const isWriting = process.env['DEALSTANCE_WRITE'] === '1'
  if (isWriting) writeFileSync(path, print(found))
  const wanted = isWriting ? found : known

  it('has a text for every reading', () =>
    expect(Object.keys(wanted).sort()).toEqual([...texts.keys()].sort()))

  it.each([...texts])('%s', (title, text) => {
    const { posts = [], notes = [], places = [], ...facts } = wanted[title] ?? {}
    expect(found[title]).toEqual({ ...facts, posts, notes, places })
    const layout = LAYOUTS.find(({ id }) => id === facts.source)
    if (layout === undefined && facts.source !== 'paste') return
    const taken = layout === undefined ? parsePaste(text) : parseLayout(text, layout.id)
    if (SOUND.includes(topic)) expectSound(text, taken)
    else expectRebuilt(text, taken)
  })
})
