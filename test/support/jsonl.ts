import { STANCE_SCHEME, type StanceScheme } from '../../src/base/scheme/stance-scheme.js'
import { parseScoredPost } from '../../src/count/breakdown/parse-scored-post.js'
import type { ScoredPost } from '../../src/judge/stance/stance-prediction.js'
import { renderJsonl } from '../../src/say/rows/render-jsonl.js'

const isScoredPost = (record: unknown): record is ScoredPost =>
  typeof record === 'object' && record !== null && 'stances' in record && !('dealId' in record)

/** Records as JSON Lines; scored posts as `classify` writes them. */
export const toJsonl = (records: readonly unknown[]) =>
  records
    .map((record) => (isScoredPost(record) ? renderJsonl(record) : `${JSON.stringify(record)}\n`))
    .join('')

/**
 * Scored posts, as JSON Lines or CSV, without the name of their run, which goes by the bytes of the
 * inputs.
 */
export const withoutRun = (text: string) => text.replaceAll(/(?<=[",])[0-9a-f]{12}(?=[",])/g, 'RUN')

/** Scored posts of `classify` as the scoring page writes them: it records no run. */
export const asPageWrites = (text: string) =>
  text
    .replace(/,"run":"[0-9a-f]{12}"(?=[,}])/g, '')
    .replace(/(?<=,(?:linear|stance)-en,)[0-9a-f]{12}(?=,|\r?$)/gm, '')

/** The records of JSON Lines. */
export const fromJsonl = (text: string) =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line))

/** The scored posts of a file of classify. */
export const scoredIn = (text: string, scheme: StanceScheme = STANCE_SCHEME): ScoredPost[] =>
  fromJsonl(text).map((record, index) =>
    parseScoredPost<string>(record, `line ${index + 1}`, scheme),
  )
