import { CODER_KINDS } from '../../../count/audit/audit.js'
import { isCoderName } from '../../../count/audit/settle-labels.js'
import { SCHEME_OPTION } from '../input/read-audited.js'
import {
  type Exclusion,
  INTEGER,
  type OptionsOf,
  type OptionTable,
  usageError,
} from '../kit/command.js'
import { invalid } from '../kit/parse-options.js'

const DRAW_OPTIONS = {
  size: {
    type: 'text',
    value: 'N',
    help: 'posts to pick: a number, all, or a precision such as ±5; default all of up to 60, else ±10 percentage points on each deal; a larger N adds',
  },
  seed: {
    ...INTEGER,
    value: 'N',
    low: 0,
    high: Number.MAX_SAFE_INTEGER,
    help: 'seed of the random sample; a chosen one is printed',
  },
  redraw: {
    type: 'flag',
    help: 'take a new sample, where coders agree too little on this one; its number is printed',
  },
} as const satisfies OptionTable

/** Options that still have an effect once the sample is drawn. */
export const LABEL_OPTIONS = {
  out: { type: 'file', help: 'the audit file; else SCORED with .audit.jsonl' },
  coder: { type: 'text', value: 'NAME', default: 'a', help: 'who labels' },
  ...SCHEME_OPTION,
  adjudicate: {
    type: 'flag',
    help: 'settle the posts on which coders differ; with --export, write only those',
  },
} as const satisfies OptionTable

/** Options of the label page. */
export const PAGE_OPTIONS = {
  ...LABEL_OPTIONS,
  open: { type: 'flag', help: 'open the page in the browser' },
  'double-code': {
    type: 'number',
    value: 'SHARE',
    low: 0,
    high: 1,
    help: 'share of the posts that two coders label; default: 50 posts, or all',
  },
  skipped: { type: 'flag', help: 'go through the posts again that this coder skipped' },
} as const satisfies OptionTable

/** Labels made elsewhere. */
export const SHEET_OPTIONS = {
  'coder-kind': {
    type: 'choice',
    choices: CODER_KINDS,
    help: 'person or model: the sentence says which',
  },
  import: {
    type: 'file',
    help: 'take labels from CSV or XLSX with the columns postId, coder, label, dealId (* for each deal), or as JSON of Prodigy, Label Studio or Argilla',
  },
  export: {
    type: 'file',
    decides: 'output',
    help: 'write sample and labels, a row for each coder and label, as .csv or .xlsx, and stop',
  },
} as const satisfies OptionTable

export const AUDIT_OPTIONS = {
  ...DRAW_OPTIONS,
  ...PAGE_OPTIONS,
  ...SHEET_OPTIONS,
  accept: {
    type: 'text',
    value: 'WHY',
    help: 'take labels that equal the model’s, equal it only by chance, or are all alike; WHY is printed',
  },
  unnamed: {
    type: 'text',
    value: 'WHY',
    help: 'count a company that no post names, or fewer than another; WHY is printed',
  },
} as const satisfies OptionTable

export type AuditOptions = OptionsOf<{ readonly options: typeof AUDIT_OPTIONS }>

const NO_PAGE = 'No label page opens then.'
const SHEETS = ['import', 'export']
const REASONED = {
  idle: ['coder', 'coder-kind', 'adjudicate', 'double-code', 'open', 'skipped'],
  why: 'It takes labels that are given.',
  unless: SHEETS,
}

export const AUDIT_EXCLUSIONS: readonly Exclusion[] = [
  {
    beside: 'redraw',
    idle: ['seed', 'import', 'accept', 'unnamed', 'adjudicate', 'skipped'],
    why: 'A new sample has no labels yet, and its seed follows from the posts.',
  },
  ...SHEETS.map((beside) => ({ beside, idle: ['open', 'skipped'], why: NO_PAGE })),
  { beside: 'import', idle: ['double-code'], why: NO_PAGE, unless: ['export'] },
  {
    beside: 'export',
    idle: ['double-code'],
    why: 'The sheet of a second coder, named with --coder, holds a part.',
    unless: ['coder'],
  },
  { beside: 'accept', ...REASONED },
  { beside: 'unnamed', ...REASONED },
]

/** As many posts read twice tell how well readers agree. Origin: Lombard et al. (2002). */
const DOUBLE_CODE_COUNT = 50

/** The share of a sample that two coders label. */
export const doubleCodeShareOf = (
  { 'double-code': share }: Pick<AuditOptions, 'double-code'>,
  unitCount: number,
): number => share ?? Math.min(1, DOUBLE_CODE_COUNT / unitCount)

/** A language model with its version. */
const MODEL_NAME =
  /^(?:(?:chat)?gpt|claude|gemini|llama|mi[sx]tral|qwen|deepseek|grok|gemma)[-_ .]?(?:\d|v\d|opus|sonnet|haiku|pro|flash|large|small)|^(?:chat)?gpt$/i

/**
 * Refuses a person who has the name of a model.
 *
 * @param model of the posts
 */
export function checkPerson(coder: string, kind: string, model: string | null): void {
  if (kind !== 'person' || !(MODEL_NAME.test(coder) || coder === model)) return
  throw usageError(
    `Is coder "${coder}" a person? It is the name of a model. Give --coder-kind model, or the name of the person who read.`,
  )
}

export function checkCoder(name: string): void {
  if (!isCoderName(name))
    throw invalid(
      'coder',
      'as a name of letters, digits, spaces and _ . @ -, at most 60',
      quoted(name),
    )
}

/**
 * The posts to pick: infinity for "all"; of a precision such as "±5" the half of an interval, as a
 * share.
 */
export type WantedSize = { readonly count: number } | { readonly halfWidth: number }

export function parseSize(value: string): WantedSize {
  if (value === 'all') return { count: Number.POSITIVE_INFINITY }
  const points = Number(
    /^(?:±|\+\/?-)\s*(\d+(?:[.,]\d+)?)\s*%?$/.exec(value)?.[1]?.replace(',', '.'),
  )
  if (points > 0 && points <= 50) return { halfWidth: points / 100 }
  const count = /^\d{1,15}$/.test(value) ? Number(value) : 0
  if (count >= 1) return { count }
  throw invalid(
    'size',
    'as a whole number of at least 1, all, or percentage points such as ±5',
    quoted(value),
  )
}

const quoted = (value: string): string => `"${value.slice(0, 80)}"`
