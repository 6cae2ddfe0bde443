import * as v from 'valibot'
import { isRecord, oneOf, strictObjectOf } from '../../src/base/json-shape.js'
import { STANCE_SCHEME } from '../../src/base/scheme/stance-scheme.js'
import { isDate } from '../../src/judge/deals/deal.js'
import { fitsShape, parseJson, parseJsonLines } from './check-json.js'
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
const SECOND_LABEL = strictObjectOf({ id: FILLED, label: LABEL, unsure: v.exactOptional(v.boolean('true or false')) })
const DEAL = strictObjectOf({
  id: v.pipe(v.string('small letters, digits and hyphens'), v.regex(/^[a-z0-9-]+$/, 'small letters, digits and hyphens')),
  title: v.exactOptional(FILLED),
  mover: FILLED,
  counterparties: LIST,
  move: FILLED,
  parties: LIST,
  aliases: LIST,
  date: v.pipe(v.string('a date as YYYY, YYYY-MM or YYYY-MM-DD'), v.check(isDate, 'a date as YYYY, YYYY-MM or YYYY-MM-DD')),
  mergedFrom: v.exactOptional(LIST),
})
const SPLITS = strictObjectOf({ train: LIST, dev: LIST, test: LIST, 'held-out': strictObjectOf({ threads: LIST, posts: LIST }) })

/**
 * Parses the files of a corpus into posts with their split and second label. Does not throw: an invalid record is left out and listed under
 * the rules `json`, `schema`, `deal-unknown`, `split-missing`, `second-label`.
 */
export function parseCorpus(files: CorpusFiles): { readonly corpus: Corpus; readonly findings: readonly CorpusFinding[] } {
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
      if (!dealIds.has(raw.dealId)) {
        findings.push({
          ...place,
          rule: 'deal-unknown',
          message: `expected a deal of ${files.deals.map(({ name }) => name).join(' or ')}, got "${raw.dealId}"`,
        })
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
  return list.flatMap((entry: unknown) => {
    const lineNumber = isRecord(entry) ? lineOf(file.text, `"id": ${JSON.stringify(entry['id'])}`) : 0
    return fitsShape(entry, DEAL, { file: file.name, lineNumber }, findings) ? [entry as CorpusDeal] : []
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

function parseSecondLabels(files: readonly CorpusFile[], findings: CorpusFinding[]): Map<string, SecondLabel> {
  const byId = new Map<string, SecondLabel>()
  for (const file of files) {
    for (const { lineNumber, record } of parseJsonLines(file, findings)) {
      const place = { file: file.name, lineNumber }
      if (!fitsShape(record, SECOND_LABEL, place, findings)) continue
      const { id, label, unsure } = record
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
