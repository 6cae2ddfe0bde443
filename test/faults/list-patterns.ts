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

/** True for a group that repeats without a bound: each round takes a place on the stack. */
export const repeatsGroup = (source: string) =>
  /\)(?:[*+]|\{\d+,\})/.test(source.replace(/\\./g, 'e').replace(/\[[^\]]*\]/g, 'c'))
