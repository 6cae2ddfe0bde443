import { readdirSync, readFileSync } from 'node:fs'
import { parseSync } from 'vite'

/** A regular expression of the source, and the file that holds it first. */
export interface SourcePattern {
  readonly file: string
  readonly source: string
  readonly flags: string
}

/** Every regular expression literal of `src`, each once. */
export function listPatterns(): SourcePattern[] {
  const found = new Map<string, SourcePattern>()
  for (const { file, text } of listSources())
    for (const { pattern, flags } of literalsOf(parseSync(file, text).program)) {
      const key = `/${pattern}/${flags}`
      if (!found.has(key)) found.set(key, { file, source: pattern, flags })
    }
  return [...found.values()]
}

/** Every file of `src`, by name. */
export const listSources = (): { readonly file: string; readonly text: string }[] =>
  readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => {
      const file = `src/${name.replaceAll('\\', '/')}`
      return { file, text: readFileSync(file, 'utf8') }
    })

type Literal = { readonly pattern: string; readonly flags: string }

function literalsOf(node: unknown): Literal[] {
  if (typeof node !== 'object' || node === null) return []
  if ('regex' in node && node.regex) return [node.regex as Literal]
  return Object.values(node).flatMap(literalsOf)
}

const signsOf = (source: string) =>
  source.replace(/\\./g, 'ee').replace(/\[[^\]]*\]/g, (set) => 'c'.repeat(set.length))

/** True for a group that repeats without a bound: each round takes a place on the stack. */
export const repeatsGroup = (source: string) => /\)(?:[*+]|\{\d+,\})/.test(signsOf(source))

/** Alternatives of `^(?:a|b)$`, each as a pattern; other patterns as they are. */
export function alternativesOf(pattern: SourcePattern): SourcePattern[] {
  const { source } = pattern
  const signs = signsOf(source)
  if (!signs.startsWith('^(?:') || !signs.endsWith(')$')) return [pattern]
  const cuts = ['^(?'.length]
  let depth = 1
  for (let at = '^(?:'.length; depth > 0; at += 1) {
    if (signs[at] === '|' && depth === 1) cuts.push(at)
    if (signs[at] === '(') depth += 1
    if (signs[at] === ')') depth -= 1
    if (depth === 0) cuts.push(at)
  }
  if (cuts.at(-1) !== signs.length - 2) return [pattern]
  return cuts.slice(1).map((end, index) => {
    const start = (cuts[index] ?? 0) + 1
    return { ...pattern, source: `^(?:${source.slice(start, end)})$` }
  })
}
