import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CLAIMS } from './claims.js'

/** A figure of a model with its 95 % interval. */
interface Figure {
  readonly value: number
  readonly low: number | null
  readonly high: number | null
}

/** Sets of `models/NAME/figures.json` by short names. */
const SETS: Readonly<Record<string, RegExp>> = {
  real: /^real posts on/,
  replies: /^real replies/,
  crowd: /crowd-test/,
  natural: /natural part/,
  hard: /hard part/,
}

type Read = (path: string) => string

/**
 * Figures of all models: by model, set and name, as `stance-en.real.accuracy`. Figures of the lean
 * stand in the cards.
 */
export function gatherFigures(
  models: readonly string[],
  read: Read,
): ReadonlyMap<string, number | Figure> {
  const figures = new Map<string, number | Figure>()
  const add = (name: string, value: unknown): void => {
    if (typeof value === 'number') figures.set(name, value)
    else if (typeof value !== 'object' || value === null) return
    else if ('low' in value) figures.set(name, value as Figure)
    else for (const [key, inner] of Object.entries(value)) add(`${name}.${key}`, inner)
  }
  for (const model of models) {
    const { sets, training } = JSON.parse(read(`models/${model}/figures.json`))
    const [, taught, moves] = /^([\d,]+) public posts on (\d+) moves/.exec(training) ?? []
    if (taught !== undefined)
      add(`${model}.taught`, { posts: Number(taught.replace(',', '')), moves: Number(moves) })
    for (const set of sets) {
      const name = Object.keys(SETS).find((one) => SETS[one]?.test(set.on))
      if (name === undefined) continue
      add(`${model}.${name}`, set)
      add(`${model}.${name}.lean`, leanOf(read(`models/${model}/card.md`), set.postCount))
    }
  }
  return figures
}

/**
 * The lean of a set in the table of a card, found by its count of posts; null where the card tells
 * none.
 */
function leanOf(card: string, postCount: number): Figure | null {
  const rows = card.split('\n').map((line) => line.split('|').map((cell) => cell.trim()))
  const column = Math.max(...rows.map((cells) => cells.findIndex((cell) => /^lean\b/.test(cell))))
  const cells = rows.find(
    (one) => one.length > column && new RegExp(`\\b${postCount}\\b`).test(one[1] ?? ''),
  )
  const [, value, low, high] =
    /^(\d?\.\d+)(?: \[(\d?\.\d+), (\d?\.\d+)\])?$/.exec(cells?.[column] ?? '') ?? []
  return value === undefined
    ? null
    : { value: Number(value), low: low ? Number(low) : null, high: high ? Number(high) : null }
}

/**
 * Forms of a printed figure: three decimals with or without the zero, percent, of a hundred, a
 * count, an interval.
 */
const FORMS: Readonly<Record<string, { readonly like: string; print(figure: Figure): string }>> = {
  p3: { like: '[01]\\.\\d{3}', print: ({ value }) => value.toFixed(3) },
  d3: { like: '1?\\.\\d{3}', print: ({ value }) => withoutZero(value.toFixed(3)) },
  pct1: { like: '\\d{1,3}\\.\\d%', print: ({ value }) => `${(value * 100).toFixed(1)}%` },
  pct: { like: '\\d{1,3}%', print: ({ value }) => `${Math.round(value * 100)}%` },
  h: { like: '\\d{1,3}', print: ({ value }) => `${Math.round(value * 100)}` },
  n: { like: '[\\d,]+', print: ({ value }) => value.toLocaleString('en') },
  ci3: {
    like: '\\[[01]\\.\\d{3}, [01]\\.\\d{3}\\]',
    print: ({ low, high }) => `[${low?.toFixed(3)}, ${high?.toFixed(3)}]`,
  },
  dci3: {
    like: '\\[\\.\\d{3}, \\.\\d{3}\\]',
    print: ({ low, high }) => withoutZero(`[${low?.toFixed(3)}, ${high?.toFixed(3)}]`),
  },
  to3: {
    like: '[01]\\.\\d{3} to [01]\\.\\d{3}',
    print: ({ low, high }) => `${low?.toFixed(3)} to ${high?.toFixed(3)}`,
  },
}
const withoutZero = (text: string): string => text.replaceAll('0.', '.')

const PLACE = /\{([\w.-]+):(\w+)\}/g
const literal = (text: string): string =>
  text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' ', '\\s+')

/** The sentence of a claim as it must stand, and what finds it whatever its figures are. */
function readClaim(
  template: string,
  figures: ReturnType<typeof gatherFigures>,
): { readonly said: string; readonly like: RegExp } {
  let sentence = ''
  let like = ''
  let end = 0
  for (const { 0: whole, 1: name = '', 2: form = '', index } of template.matchAll(PLACE)) {
    const figure = figures.get(name)
    const shape = FORMS[form]
    if (figure === undefined || shape === undefined)
      throw new Error(
        `expected a figure and a form, got ${whole}. Known: ${[...figures.keys()].join(', ')}`,
      )
    const before = template.slice(end, index)
    sentence +=
      before +
      shape.print(typeof figure === 'number' ? { value: figure, low: null, high: null } : figure)
    like += literal(before) + shape.like
    end = index + whole.length
  }
  return {
    said: sentence + template.slice(end),
    like: new RegExp(like + literal(template.slice(end)), 'g'),
  }
}

/**
 * Compares every claim with the figures.
 *
 * @returns the faults, one line each, and the texts with right figures by path
 */
export function checkFigures(
  figures: ReturnType<typeof gatherFigures>,
  read: Read,
): { faults: string[]; mended: Map<string, string> } {
  const faults: string[] = []
  const mended = new Map<string, string>()
  for (const [path, templates] of Object.entries(CLAIMS))
    for (const template of templates) {
      const { said: sentence, like } = readClaim(template, figures)
      const text = mended.get(path) ?? read(path)
      const matches = [...text.matchAll(like)].map(([match]) => match)
      if (matches.length === 0)
        faults.push(
          `${path}: expected “${sentence}”, got no such sentence. Write it, or change scripts/figures/claims.ts.`,
        )
      for (const got of matches) {
        if (got.replace(/\s+/g, ' ') === sentence) continue
        faults.push(
          `${path}: expected “${sentence}”, got “${got.replace(/\s+/g, ' ')}”. npm run check-figures -- --write mends it.`,
        )
        // White space, such as the end of a line, stays where it was.
        const spaces = got.match(/\s+/g) ?? []
        mended.set(
          path,
          text.replace(
            got,
            sentence.replace(/\s+/g, () => spaces.shift() ?? ' '),
          ),
        )
      }
    }
  return { faults, mended }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
  const read: Read = (path) => readFileSync(join(root, path), 'utf8')
  const models = readdirSync(join(root, 'models')).filter((name) =>
    existsSync(join(root, 'models', name, 'figures.json')),
  )
  const { faults, mended } = checkFigures(gatherFigures(models, read), read)
  const isWriting = process.argv.includes('--write')
  if (isWriting) for (const [path, text] of mended) writeFileSync(join(root, path), text)
  for (const fault of faults) console.error(fault)
  console.log(
    `${Object.values(CLAIMS).flat().length} sentences with figures, ${faults.length} ${isWriting ? 'mended' : 'wrong'}`,
  )
  process.exitCode = faults.length > 0 && !isWriting ? 1 : 0
}
