/**
 * Makes a value when it is first needed. A large pattern costs milliseconds, and most runs need
 * few.
 */
export function lazily<Value extends object>(make: () => Value): () => Value {
  let made: Value | undefined
  return () => (made ??= make())
}

/** From this length of a text on, V8 compiles a pattern to machine code at once. */
const LONG_TEXT_LENGTH = 1000

/**
 * Compiles a long pattern to machine code. A short first text would be interpreted: V8 prepares
 * that up to ten times as long as machine code. The machine code follows at the second text anyway.
 *
 * @param pattern opens with `^`, so that it is tried in one place only
 * @param like a text with the characters that are to come: there is one code for Latin 1 and one
 *   for all others
 */
export function compilePattern(pattern: RegExp, like: string): RegExp {
  pattern.test(like.padEnd(LONG_TEXT_LENGTH))
  return pattern
}

/**
 * A long pattern, made and compiled at the first text that has its sign.
 *
 * @param sign cheap; matches every text that the pattern matches
 */
export function longPattern(
  source: string,
  flags = 'u',
  sign = /^/,
): Pick<RegExp, 'exec' | 'test'> {
  let made: RegExp | undefined
  const patternFor = (text: string): RegExp =>
    (made ??= compilePattern(new RegExp(source, flags), text))
  return {
    exec: (text) => (sign.test(text) ? patternFor(text).exec(text) : null),
    test: (text) => sign.test(text) && patternFor(text).test(text),
  }
}

/** A pattern that is made when it is first asked for. */
export const lazyPattern = (source: string, flags = 'u'): (() => RegExp) =>
  lazily(() => new RegExp(source, flags))

/** Calls `open` on first use and shares its result. After a failure, the next call tries again. */
export function openOnce<Opened>(open: () => Promise<Opened>): () => Promise<Opened> {
  let opened: Promise<Opened> | null = null
  return () => {
    opened ??= open().catch((error: unknown) => {
      opened = null
      throw error
    })
    return opened
  }
}

/**
 * Caches the latest results of a pure function of a string or number: `count` to twice as many. The
 * cache never changes a result.
 */
export function memoise<
  Answer extends NonNullable<unknown> | null,
  Key extends string | number = string,
>(answer: (key: Key) => Answer, count: number): (key: Key) => Answer {
  // Two generations: entries used since the last switch survive the next.
  let recent = new Map<Key, Answer>()
  let older = new Map<Key, Answer>()
  return (key) => {
    let known = recent.get(key)
    if (known !== undefined) return known
    known = older.get(key)
    if (known === undefined) known = answer(key)
    if (recent.size >= count) {
      older = recent
      recent = new Map()
    }
    recent.set(key, known)
    return known
  }
}

/** Shapes that are remembered: a file holds a few kinds of records. Choice. */
const SHAPE_COUNT = 8

interface Known<Context, Answer> {
  readonly names: readonly string[]
  readonly context: Context
  readonly answer: Answer
}

/**
 * Remembers what a function answers for the latest lists of names. Records of one source mostly
 * have the same names in the same order, so that a comparison replaces the search.
 *
 * @param context what else decides; compared by identity
 */
export function memoiseByNames<Context, Answer>(
  search: (names: readonly string[], context: Context) => Answer,
): (names: readonly string[], context: Context) => Answer {
  const shapes: Known<Context, Answer>[] = []
  let next = 0
  return (names, context) => {
    for (const shape of shapes)
      if (shape.context === context && areSame(shape.names, names)) return shape.answer
    const answer = search(names, context)
    shapes[next] = { names, context, answer }
    next = (next + 1) % SHAPE_COUNT
    return answer
  }
}

function areSame(names: readonly string[], others: readonly string[]): boolean {
  if (names.length !== others.length) return false
  for (let at = 0; at < names.length; at++) if (names[at] !== others[at]) return false
  return true
}
