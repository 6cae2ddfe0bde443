import * as v from 'valibot'
import { isRecord, oneOf, strictObjectOf } from '../../src/base/json-shape.js'
import { STANCE_SCHEME } from '../../src/base/scheme/stance-scheme.js'
import { isDate } from '../../src/judge/deals/deal.js'
import {
  type Corpus,
  type CorpusDeal,
  type CorpusFile,
  type CorpusFiles,
  type CorpusFinding,
  type CorpusPost,
  type CorpusSplit,
  type CorpusSplits,
  lineOf,
  POST_KINDS,
  partOfFile,
} from './corpus.js'

const FILLED = v.pipe(
  v.string('a text'),
  v.check((text) => text.trim() !== '', 'a text'),
)
const LIST = v.array(FILLED, 'a list of texts')
const LABEL = oneOf(...STANCE_SCHEME.labels)

const POST = strictObjectOf({
  threadId: FILLED,
  id: FILLED,
  parentId: v.nullable(FILLED),
  author: FILLED,
  dealId: FILLED,
  text: FILLED,
  label: LABEL,
  kind: oneOf(...POST_KINDS),
  group: v.exactOptional(FILLED),
})
const SECOND_LABEL = strictObjectOf({
  id: FILLED,
  label: LABEL,
  unsure: v.exactOptional(v.boolean('true or false')),
})
const DEAL = strictObjectOf({
  id: v.pipe(
    v.string('small letters, digits and hyphens'),
    v.regex(/^[a-z0-9-]+$/, 'small letters, digits and hyphens'),
  ),
  title: v.exactOptional(FILLED),
  mover: FILLED,
  counterparties: LIST,
  move: FILLED,
  parties: LIST,
  aliases: LIST,
  date: v.pipe(
    v.string('a date as YYYY, YYYY-MM or YYYY-MM-DD'),
    v.check(isDate, 'a date as YYYY, YYYY-MM or YYYY-MM-DD'),
  ),
  mergedFrom: v.exactOptional(LIST),
})
const SPLITS = strictObjectOf({
  train: LIST,
  dev: LIST,
  test: LIST,
  'held-out': strictObjectOf({ threads: LIST, posts: LIST }),
})

/**
 * Parses the files of a corpus into posts with their split and second label. Does not throw: an
 * invalid record is left out and listed under the rules `json`, `schema`, `deal-unknown`,
 * `split-missing`, `second-label`.
 */
export function parseCorpus(files: CorpusFiles): {
  readonly corpus: Corpus
  readonly findings: readonly CorpusFinding[]
} {
  const findings: CorpusFinding[] = []
  const deals = files.deals.flatMap((file) => parseDeals(file, findings))
  const splits = parseSplits(files.splits, findings)
  const secondLabels = parseSecondLabels(files.secondLabels, findings)
  const dealIds = new Set(deals.map((deal) => deal.id))
  const splitOf = splitLookup(splits)
  const posts: CorpusPost[] = []
  for (const file of files.threads) {
    const name = file.name.replace(/^.*\//, '').replace(/\.jsonl$/, '')
    for (const { lineNumber, record } of parseJsonLines(file, findings)) {
      const place = { file: file.name, lineNumber }
      if (!fitsShape(record, POST, place, findings)) continue
      const raw = record as Omit<CorpusPost, 'file' | 'lineNumber' | 'part' | 'split'>
      const split = splitOf(raw)
      if (!dealIds.has(raw.dealId)) {
        const message = `expected a deal of ${files.deals.map((each) => each.name).join(' or ')}, got "${raw.dealId}"`
        findings.push({ ...place, rule: 'deal-unknown', message })
      } else if (split === undefined) {
        const message = `expected deal "${raw.dealId}" in one split of ${files.splits.name}, got none`
        findings.push({ ...place, rule: 'split-missing', message })
      } else {
        const second = secondLabels.get(raw.id)
        posts.push({
          ...raw,
          file: name,
          lineNumber,
          part: partOfFile(name),
          split,
          ...second?.fields,
        })
        if (second) second.isUsed = true
      }
    }
  }
  for (const [id, second] of secondLabels) {
    if (!second.isUsed)
      findings.push({
        ...second.place,
        rule: 'second-label',
        message: `expected the id of a post, got "${id}"`,
      })
  }
  return { corpus: { posts, deals, splits }, findings }
}

function parseDeals(file: CorpusFile, findings: CorpusFinding[]): readonly CorpusDeal[] {
  const list = parseJson(file, findings)
  if (!Array.isArray(list)) {
    findings.push({
      file: file.name,
      lineNumber: 0,
      rule: 'schema',
      message: 'expected a list of deals',
    })
    return []
  }
  return list.flatMap((entry: unknown) => {
    const lineNumber = isRecord(entry)
      ? lineOf(file.text, `"id": ${JSON.stringify(entry['id'])}`)
      : 0
    return fitsShape(entry, DEAL, { file: file.name, lineNumber }, findings)
      ? [entry as CorpusDeal]
      : []
  })
}

function parseSplits(file: CorpusFile, findings: CorpusFinding[]): CorpusSplits {
  const splits = parseJson(file, findings)
  const place = { file: file.name, lineNumber: 0 }
  if (splits !== null && fitsShape(splits, SPLITS, place, findings)) return splits
  return { train: [], dev: [], test: [], 'held-out': { threads: [], posts: [] } }
}

interface SecondLabel {
  readonly fields: { readonly secondLabel: string; readonly unsure?: boolean }
  readonly place: { readonly file: string; readonly lineNumber: number }
  isUsed: boolean
}

function parseSecondLabels(
  files: readonly CorpusFile[],
  findings: CorpusFinding[],
): Map<string, SecondLabel> {
  const byId = new Map<string, SecondLabel>()
  for (const file of files) {
    for (const { lineNumber, record } of parseJsonLines(file, findings)) {
      const place = { file: file.name, lineNumber }
      if (!fitsShape(record, SECOND_LABEL, place, findings)) continue
      const { id, label, unsure } = record
      if (byId.has(id))
        findings.push({
          ...place,
          rule: 'second-label',
          message: `expected one second label a post, got another for "${id}"`,
        })
      else
        byId.set(id, {
          fields: { secondLabel: label, ...(unsure === undefined ? {} : { unsure }) },
          place,
          isUsed: false,
        })
    }
  }
  return byId
}

function splitLookup(
  splits: CorpusSplits,
): (post: { id: string; threadId: string; dealId: string }) => CorpusSplit | undefined {
  const { threads, posts } = splits['held-out']
  const heldOut = { threads: new Set(threads), posts: new Set(posts) }
  const splitOfDeal = new Map(
    (['train', 'dev', 'test'] as const).flatMap((split) =>
      splits[split].map((id) => [id, split] as const),
    ),
  )
  return ({ id, threadId, dealId }) =>
    heldOut.threads.has(threadId) || heldOut.posts.has(id) ? 'held-out' : splitOfDeal.get(dealId)
}

export interface JsonLine {
  readonly lineNumber: number
  readonly record: Readonly<Record<string, unknown>>
}

/** Parses a JSON file; returns null and adds a finding for invalid JSON. */
export function parseJson(file: CorpusFile, findings: CorpusFinding[]): unknown {
  try {
    return JSON.parse(file.text)
  } catch (error) {
    findings.push({
      file: file.name,
      lineNumber: 0,
      rule: 'json',
      message: `expected JSON, got ${messageOf(error)}`,
    })
    return null
  }
}

/** Parses a JSONL file. Blank lines at the end are allowed; invalid lines become findings. */
export function parseJsonLines(file: CorpusFile, findings: CorpusFinding[]): readonly JsonLine[] {
  const lines = file.text.split('\n')
  while (lines.at(-1)?.trim() === '') lines.pop()
  return lines.flatMap((line, index) => {
    const place = { file: file.name, lineNumber: index + 1, rule: 'json' }
    try {
      const record: unknown = JSON.parse(line)
      if (isRecord(record)) return [{ lineNumber: index + 1, record }]
      findings.push({ ...place, message: 'expected one JSON object a line' })
    } catch (error) {
      findings.push({
        ...place,
        message: `expected one JSON object a line, got ${messageOf(error)}`,
      })
    }
    return []
  })
}

/**
 * Checks a record against a shape.
 *
 * @returns whether the record fits; each invalid field is added to `findings` under the rule
 *   `schema`
 */
export function fitsShape<Shape extends v.GenericSchema>(
  value: unknown,
  shape: Shape,
  place: { readonly file: string; readonly lineNumber: number },
  findings: CorpusFinding[],
): value is v.InferOutput<Shape> {
  const { issues = [] } = v.safeParse(shape, value, { abortPipeEarly: true })
  for (const issue of issues) {
    const field = v.getDotPath(issue) ?? 'the record'
    const got = issue.input
    const message =
      got === undefined
        ? `expected ${field}, got none`
        : `expected ${field} to be ${issue.message}, got ${JSON.stringify(got)}`
    findings.push({ ...place, rule: 'schema', message })
  }
  return issues.length === 0
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error)
