import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync } from 'vite'
import { vi } from 'vitest'
import { listSources, type SourcePattern } from './list-patterns.js'

const FIXTURES = ['test/fixtures/import', 'test/fixtures/layouts']
/** Makes the patterns of others when they are first needed. */
const LAZILY = 'src/base/text/lazily.ts'
/** Frames of a stack that build what others asked for. */
const OWN = /built-patterns\.ts|base\/text\/lazily\.ts/
const FRAME = /(src\/[^\s():?]+\.ts)[^\s():]*:(\d+)/
const MAKERS = ['lazyPattern', 'longPattern', 'RegExp']
/** A message kept as a page of parts has folded headers. */
const MAIL_PAGE =
  'From: A\r\nContent-Type: multipart/related;\r\n boundary="b"\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<html></html>\r\n--b--'
/** The account that most replies name is named by the opening words too. */
const NAMED_PASTE = `Boss sells the harbour\n\n${'@boss They gave up\n\n'.repeat(6)}`

/** Places of a file of `src` where a pattern is built from texts. */
interface Place {
  readonly file: string
  readonly start: number
  readonly end: number
}

/**
 * Every regular expression that `src` builds from texts while it is loaded and reads the fixtures:
 * words in languages, records of sites, parts with names.
 *
 * @returns the patterns, and the places of `src` that built none
 */
export async function watchPatterns(): Promise<{
  readonly patterns: readonly SourcePattern[]
  readonly unseen: readonly string[]
}> {
  const places = listSources().flatMap(({ file, text }) =>
    file === LAZILY ? [] : placesIn(file, text),
  )
  const built = new Map<string, SourcePattern>()
  const seen = new Set<Place>()
  const plain = globalThis.RegExp
  const note = ({ source, flags }: RegExp, stack: string): void => {
    const caller = stack.split('\n').find((frame) => frame.includes(' at ') && !OWN.test(frame))
    const [, file = '', line = ''] = FRAME.exec(caller ?? '') ?? []
    const here = places.filter(
      (place) => place.file === file && place.start <= Number(line) && Number(line) <= place.end,
    )
    for (const place of here) seen.add(place)
    const key = `/${source}/${flags}`
    if (file !== '' && !built.has(key)) built.set(key, { file, source, flags })
  }
  const watched = new Proxy(plain, {
    construct: (target, args: [string, string?]) => {
      const pattern = new target(...args)
      note(pattern, new Error('where').stack ?? '')
      return pattern
    },
  })
  globalThis.RegExp = watched
  try {
    vi.resetModules()
    // At once, so that none stays unmade.
    vi.doMock('../../src/base/text/lazily.js', async (original) => ({
      ...(await original<object>()),
      lazyPattern: (source: string, flags = 'u') => {
        const made = new watched(source, flags)
        return () => made
      },
      longPattern: (source: string, flags = 'u', sign = /^/) => {
        const made = new watched(source, flags)
        return {
          exec: (text: string) => (sign.test(text) ? made.exec(text) : null),
          test: (text: string) => sign.test(text) && made.test(text),
        }
      },
    }))
    for (const file of new Set(places.map((place) => place.file)))
      await import(/* @vite-ignore */ `../../${file}`)
    await readFixtures()
  } finally {
    globalThis.RegExp = plain
    vi.doUnmock('../../src/base/text/lazily.js')
    vi.resetModules()
  }
  const unseen = places.filter((place) => !seen.has(place))
  return {
    patterns: [...built.values()],
    unseen: unseen.map(({ file, start }) => `${file}:${start}`),
  }
}

async function readFixtures(): Promise<void> {
  const { parsePosts } = await import('../../src/read/parse-posts.js')
  const texts = FIXTURES.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
      entry.isFile() && !entry.name.endsWith('.json')
        ? readFileSync(join(entry.parentPath, entry.name), 'utf8')
        : [],
    ),
  )
  for (const text of [...texts, MAIL_PAGE, NAMED_PASTE])
    try {
      parsePosts(text, { onBadRecord: 'skip' })
    } catch {
      // Refused: its patterns are made all the same.
    }
}

function placesIn(file: string, text: string): Place[] {
  const lineOf = (at: number) => text.slice(0, at).split('\n').length
  const { program } = parseSync(file, text)
  return callsIn(program).map(({ start, end }) => ({
    file,
    start: lineOf(start),
    end: lineOf(end),
  }))
}

interface Call {
  readonly start: number
  readonly end: number
}

function callsIn(node: unknown): Call[] {
  if (typeof node !== 'object' || node === null) return []
  const inner = Object.values(node).flatMap(callsIn)
  const { type = '', callee } = node as { type?: string; callee?: { name?: string } }
  const isMaker = /^(?:New|Call)Expression$/.test(type) && MAKERS.includes(callee?.name ?? '')
  return isMaker ? [node as Call, ...inner] : inner
}
