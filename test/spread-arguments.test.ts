import { readdirSync, readFileSync } from 'node:fs'
import { parseSync } from 'vite'
import { describe, expect, it } from 'vitest'

/**
 * Functions that take lists of a few, and what bounds them. Never one that grows or folds a list.
 */
const TAKE_FEW: ReadonlyMap<string, string> = new Map([
  ['Object.assign', 'parts of a request, each written out'],
  ['anyOf', 'patterns of a site or a table of ours'],
  ['append', 'what one function makes for one element'],
  ['catch', 'the arguments of Promise.prototype.catch'],
  ['createElement', 'arguments by name'],
  ['encoderParts', 'arguments by name'],
  ['finally', 'the arguments of Promise.prototype.finally'],
  ['findingOf', 'the id of a finding, its numbers and its level'],
  ['givenOptions', 'arguments by name'],
  ['note', 'a place and a sentence'],
  ['oneOf', 'kinds of coder'],
  ['parseShape', 'a code and a place'],
  ['prepend', 'two buttons'],
  ['progressOf', 'arguments by name'],
  ['readHashedFile', 'a path and a hash'],
  ['replaceChildren', 'what a page shows at once'],
  ['searchFields', 'two lists of names, themselves whole'],
  ['slice', 'a start and an end'],
  ['startWorker', 'arguments by name'],
  ['suggestNext', 'words of a command line, which the system bounds'],
  ['tell', 'names of facts, each written out'],
  ['then', 'the arguments of Promise.prototype.then'],
  ['value', 'a path into a record, written out'],
])
/** Lists that a constant bounds beside the call. */
const BOUNDED = [
  'src/read/html/unwrap-page.ts: fromCharCode(...bytes.subarray(at, at + CHUNK_LENGTH))',
]

interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [key: string]: unknown
}

function* callsIn(node: unknown): Generator<Node> {
  if (typeof node !== 'object' || node === null) return
  if ('type' in node && (node.type === 'CallExpression' || node.type === 'NewExpression'))
    yield node as Node
  for (const part of Object.values(node)) yield* callsIn(part)
}

/** True for a list that the source writes out. */
const isWritten = ({ type, elements }: Node): boolean =>
  type === 'ArrayExpression' &&
  (elements as (Node | null)[]).every((one) => one?.type !== 'SpreadElement')

/** Calls in a source that pass a list of any length as arguments, as `name(...list)`. */
function findSpreads(file: string, text: string): string[] {
  const spreads: string[] = []
  for (const call of callsIn(parseSync(file, text).program)) {
    const callee = call['callee'] as Node
    const property = callee['property'] as Node | undefined
    const full = text.slice(callee.start, callee.end)
    const name = property === undefined ? full : text.slice(property.start, property.end)
    if (TAKE_FEW.has(full) || TAKE_FEW.has(name)) continue
    if (name === 'apply' || full === 'Reflect.construct') spreads.push(`${file}: ${name}`)
    for (const argument of call['arguments'] as Node[]) {
      if (argument.type !== 'SpreadElement' || isWritten(argument['argument'] as Node)) continue
      spreads.push(`${file}: ${name}(${text.slice(argument.start, argument.end)})`)
    }
  }
  return spreads
}

const names = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.ts'),
)

// A call takes some 120,000 arguments; one more is a RangeError.
describe('a list of any length', () => {
  it('is never spread into arguments', () => {
    const spreads = names.flatMap((name) => {
      const file = `src/${name.replaceAll('\\', '/')}`
      return findSpreads(file, readFileSync(file, 'utf8'))
    })
    expect(names.length).toBeGreaterThan(300)
    expect(spreads).toEqual(BOUNDED)
  })

  it('is seen in every call that grows or folds a list', () => {
    const calls = [
      'all.push(...more)',
      'all.unshift(0, ...more.map(String))',
      'all.splice(0, 1, ...more)',
      'all.concat(...more)',
      'Math.max(0, ...more)',
      'Math.min(...[1, ...more])',
      'Math.hypot(...more)',
      'String.fromCharCode(...more)',
      'String.fromCodePoint(...more)',
      'String.fromCharCode.apply(null, more)',
      'new Date(...more)',
      '(first ? all : more).push(...more)',
    ]
    for (const call of calls) expect(findSpreads('x.ts', call), call).toHaveLength(1)
    expect(findSpreads('x.ts', 'all.push(...[1, 2]); const both = [...all, ...more]')).toEqual([])
  })
})
