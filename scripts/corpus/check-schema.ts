import { STANCE_SCHEME } from '../../src/scheme/stance-scheme.js'
import { fitsShape, isObject, isText, isTextList, parseJson, parseJsonLines, type RecordShape } from './check-json.js'
import {
  CORPUS_SPLITS,
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

const TEXT = { test: isText, expected: 'a text' }
const TEXT_LIST = { test: isTextList, expected: 'a list of texts' }
const LABEL = {
  test: (value: unknown) => STANCE_SCHEME.labels.some((label) => label === value),
  expected: `one of ${STANCE_SCHEME.labels.join(', ')}`,
}

const POST_SHAPE: RecordShape = {
  threadId: TEXT,
  id: TEXT,
  parentId: { test: (value) => value === null || isText(value), expected: 'an id or null' },
  author: TEXT,
  dealId: TEXT,
  text: TEXT,
  label: LABEL,
  kind: { test: (value) => POST_KINDS.some((kind) => kind === value), expected: `one of ${POST_KINDS.join(', ')}` },
  group: { ...TEXT, optional: true },
}
const SECOND_LABEL_SHAPE: RecordShape = {
  id: TEXT,
  label: LABEL,
  unsure: { test: (value) => typeof value === 'boolean', expected: 'true or false', optional: true },
}
const DEAL_SHAPE: RecordShape = {
  id: { test: (value) => isText(value) && /^[a-z0-9-]+$/.test(value), expected: 'small letters, digits and hyphens' },
  mover: TEXT,
  counterparties: TEXT_LIST,
  move: TEXT,
  parties: TEXT_LIST,
  aliases: TEXT_LIST,
  date: { test: (value) => isText(value) && isDate(value), expected: 'a date as YYYY, YYYY-MM or YYYY-MM-DD' },
  mergedFrom: { ...TEXT_LIST, optional: true },
}
const SPLITS_SHAPE: RecordShape = {
  train: TEXT_LIST,
  dev: TEXT_LIST,
  test: TEXT_LIST,
  'held-out': {
    test: (value) => isObject(value) && isTextList(value['threads']) && isTextList(value['posts']) && Object.keys(value).length === 2,
    expected: 'an object of the lists "threads" and "posts"',
  },
}

/** The corpus as far as it could be read, and what could not. */
export interface ParsedCorpus {
  readonly corpus: Corpus
  readonly findings: readonly CorpusFinding[]
}

/**
 * Reads the files of a corpus into posts that know their split and their second label.
 * Nothing is thrown: a record that does not fit is left out and listed, under the rules `json`, `schema`,
 * `deal-unknown`, `split-missing`, `second-label`.
 */
export function parseCorpus(files: CorpusFiles): ParsedCorpus {
  const findings: CorpusFinding[] = []
  const deals = parseDeals(files.deals, findings)
  const splits = parseSplits(files.splits, findings)
  const secondLabels = parseSecondLabels(files.secondLabels, findings)
  const dealIds = new Set(deals.map((deal) => deal.id))
  const splitOf = splitLookup(splits)
  const posts: CorpusPost[] = []
  for (const file of files.threads) {
    const name = file.name.replace(/^.*\//, '').replace(/\.jsonl$/, '')
    for (const { lineNumber, record } of parseJsonLines(file, findings)) {
      const place = { file: file.name, lineNumber }
      if (!fitsShape(record, POST_SHAPE, place, findings)) continue
      const raw = record as unknown as Omit<CorpusPost, 'file' | 'part' | 'split'>
      if (!dealIds.has(raw.dealId)) {
        findings.push({ ...place, rule: 'deal-unknown', message: `expected a deal of ${files.deals.name}, got "${raw.dealId}"` })
        continue
      }
      const split = splitOf(raw)
      if (split === undefined) {
        findings.push({
          ...place,
          rule: 'split-missing',
          message: `expected deal "${raw.dealId}" in one split of ${files.splits.name}, got none`,
        })
        continue
      }
      const second = secondLabels.get(raw.id)
      posts.push({ ...raw, file: name, lineNumber, part: partOfFile(name), split, ...second?.fields })
      if (second) second.isUsed = true
    }
  }
  for (const [id, second] of secondLabels) {
    if (!second.isUsed) findings.push({ ...second.place, rule: 'second-label', message: `expected the id of a post, got "${id}"` })
  }
  return { corpus: { posts, deals, splits }, findings }
}

function parseDeals(file: CorpusFile, findings: CorpusFinding[]): readonly CorpusDeal[] {
  const list = parseJson(file, findings)
  if (!Array.isArray(list)) {
    findings.push({ file: file.name, lineNumber: 0, rule: 'schema', message: 'expected a list of deals' })
    return []
  }
  return list.flatMap((entry: unknown, index) => {
    const lineNumber = isObject(entry) ? lineOf(file.text, `"id": ${JSON.stringify(entry['id'])}`) : 0
    const fits = isObject(entry) && fitsShape(entry, DEAL_SHAPE, { file: file.name, lineNumber }, findings)
    if (!isObject(entry))
      findings.push({ file: file.name, lineNumber: 0, rule: 'schema', message: `expected entry ${index + 1} to be an object` })
    return fits ? [entry as unknown as CorpusDeal] : []
  })
}

function parseSplits(file: CorpusFile, findings: CorpusFinding[]): CorpusSplits {
  const splits = parseJson(file, findings)
  const place = { file: file.name, lineNumber: 0 }
  if (isObject(splits) && fitsShape(splits, SPLITS_SHAPE, place, findings)) return splits as unknown as CorpusSplits
  if (!isObject(splits)) findings.push({ ...place, rule: 'schema', message: `expected an object of ${CORPUS_SPLITS.join(', ')}` })
  return { train: [], dev: [], test: [], 'held-out': { threads: [], posts: [] } }
}

interface SecondLabel {
  readonly fields: { readonly secondLabel: string; readonly unsure?: boolean }
  readonly place: { readonly file: string; readonly lineNumber: number }
  isUsed: boolean
}

function parseSecondLabels(files: readonly CorpusFile[], findings: CorpusFinding[]): Map<string, SecondLabel> {
  const byId = new Map<string, SecondLabel>()
  for (const file of files) {
    for (const { lineNumber, record } of parseJsonLines(file, findings)) {
      const place = { file: file.name, lineNumber }
      if (!fitsShape(record, SECOND_LABEL_SHAPE, place, findings)) continue
      const { id, label, unsure } = record as { id: string; label: string; unsure?: boolean }
      if (byId.has(id))
        findings.push({ ...place, rule: 'second-label', message: `expected one second label a post, got another for "${id}"` })
      else byId.set(id, { fields: { secondLabel: label, ...(unsure === undefined ? {} : { unsure }) }, place, isUsed: false })
    }
  }
  return byId
}

function splitLookup(splits: CorpusSplits): (post: { id: string; threadId: string; dealId: string }) => CorpusSplit | undefined {
  const heldOutThreads = new Set(splits['held-out'].threads)
  const heldOutPosts = new Set(splits['held-out'].posts)
  const splitOfDeal = new Map<string, CorpusSplit>()
  for (const split of ['train', 'dev', 'test'] as const) for (const id of splits[split]) splitOfDeal.set(id, split)
  return (post) => (heldOutThreads.has(post.threadId) || heldOutPosts.has(post.id) ? 'held-out' : splitOfDeal.get(post.dealId))
}

function isDate(value: string): boolean {
  if (!/^\d{4}(-\d{2}(-\d{2})?)?$/.test(value)) return false
  const [year, month = '01', day = '01'] = value.split('-')
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(`${year}-${month}-${day}`)
}
