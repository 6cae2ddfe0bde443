import { parseCsvRows } from '../../../src/read/table/parse-csv-rows.js'
import type { Expected } from './expect-verdict.js'

const BRIEFLY: Readonly<Record<string, string>> = {
  retreat: 'saw a retreat',
  'shrewd pivot': 'saw a shrewd pivot',
  neither: 'took no side',
}
const briefly = (label: string): string => BRIEFLY[label] ?? `were coded “${label}”`

/** The words of a verdict, as far as they name a side or what was left out; null without any. */
export function verdictWords({ lead, most, without }: Expected): string | null {
  if (most !== null) return `most ${briefly(most)}`
  if (lead === null) return null
  if (lead === 'few') return 'too few to say that either side leads'
  if (lead !== 'unclear') return `more ${briefly(lead)}`
  if (without === null) return 'too close to say that either side leads'
  const { one, size } = without
  return one === 'text'
    ? `without the ${size} posts that repeat one text`
    : `without one account's ${size} posts`
}

const VERDICT =
  /without (?:one account's \d+ posts|the \d+ posts that repeat one text)|(?<!, )(?:(?:most|more) (?:saw a retreat|saw a shrewd pivot|took no side|were coded “[^”]*”)|too (?:close|few) to say that either side leads)/gi

/** The verdicts that a text holds, each once. */
export const verdictsIn = (text: string): string[] => [
  ...new Set((text.match(VERDICT) ?? []).map((words) => words.toLowerCase())),
]

/** The numbers of a text; "less than 1%" is none. */
export const numbersIn = (text: string): number[] =>
  (text.replace(/(?:less|more) than \d+%/g, '').match(/\d[\d,]*/g) ?? []).map((digits) =>
    Number(digits.replaceAll(',', '')),
  )

const MARKS: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
}

/** The words of a page without its markup. */
export const textOf = (page: string): string =>
  page
    .replace(/<(?:style|script)[\s\S]*?<\/(?:style|script)>/g, '')
    .replace(/<[^>]*>/g, '')
    .replace(/&(#39|\w+);/g, (whole, name: string) => MARKS[name] ?? whole)

export const titleOf = (svg: string): string =>
  textOf(/<title[^>]*>([\s\S]*?)<\/title>/.exec(svg)?.[1] ?? '')

/** Marks of a picture, each for a post. */
export const marksIn = (svg: string): number => svg.match(/<(?:path|circle)/g)?.length ?? 0

/** The rows of a CSV text by the names of its columns. */
export function parseCsv(text: string): Readonly<Record<string, string>>[] {
  const [header, ...rows] = [...parseCsvRows(text, ',')].map(({ cells }) => cells)
  return rows.map((cells) =>
    Object.fromEntries((header ?? []).map((name, at) => [name, cells[at] ?? ''])),
  )
}
