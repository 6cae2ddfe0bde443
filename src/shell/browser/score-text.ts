import { buildThreads } from '../../base/thread/thread.js'
import type { Breakdown } from '../../count/breakdown/breakdown.js'
import type { DealOptions } from '../../judge/deals/add-deals.js'
import type { Deal } from '../../judge/deals/deal.js'
import { sha256Hex } from '../../judge/stance/encoder/open-encoder.js'
import type { StanceClassifier } from '../../judge/stance/stance-classifier.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { DealTies } from '../../pipeline/deal-ties.js'
import { AUTO_EVIDENCE_POST_COUNT, createPipeline } from '../../pipeline/pipeline.js'
import { formatIngestSummary } from '../../read/format-ingest-summary.js'
import { parsePosts } from '../../read/parse-posts.js'
import { decode } from '../../read/record/decode.js'
import type { IngestResult } from '../../read/record/ingest-result.js'
import { isParquet, parseParquet } from '../../read/table/parse-parquet.js'
import { resultCard } from '../../say/card/result-card.js'
import { widenSpan } from '../../say/format/format-value.js'
import { renderJson, renderJsonl, roundForPrint } from '../../say/rows/render-jsonl.js'
import { renderPostCsv, renderPostsCsvHeader } from '../../say/rows/render-posts-csv.js'
import type { GivenText, ScoredText } from './page-messages.js'

interface ScoreTextOptions extends DealOptions {
  readonly model: StanceClassifier
  readonly deals: readonly Deal[]
  /** Called before the first post and after every batch. */
  onProgress(doneCount: number, totalCount: number): void
}

/**
 * Scores a text as `dealstance classify FILE --out scored.jsonl --breakdown breakdown.json` does: the files are the same byte for byte. Of
 * a file `thread.csv` they are called `thread.scored.jsonl` and so on.
 *
 * @throws {PipelineError} what `decode` and `parsePosts` throw
 */
export async function scoreText(given: GivenText, { onProgress, ...scoring }: ScoreTextOptions): Promise<ScoredText> {
  const { posts, headers, summary } = await readPosts(given)
  const threads = buildThreads(posts, headers)
  const options = { ...scoring, evidence: posts.length <= AUTO_EVIDENCE_POST_COUNT }
  const pipeline = createPipeline(options)
  const nameOf = (name: string): string => (given.fileName === undefined ? name : `${given.fileName.replace(/(?<=.)\.[^.]*$/, '')}.${name}`)
  const scored: ScoredPost[] = []
  const ties = new DealTies()
  onProgress(0, posts.length)
  for await (const found of pipeline.stream(threads)) {
    scored.push(...found)
    onProgress(scored.length, posts.length)
  }
  ties.add(scored)
  const jsonl = scored.map(renderJsonl).join('')
  const counted = pipeline.aggregate(scored, { count: 'posts', seed: 1 })
  const sha256 = await sha256Hex(new TextEncoder().encode(jsonl))
  const breakdown: Breakdown = { ...counted, evidence: [{ role: 'scored', name: nameOf('scored.jsonl'), sha256 }] }
  const { scheme } = pipeline
  return {
    posts: scored.map(roundForPrint),
    breakdown,
    card: resultCard({ breakdown, scheme, span: widenSpan(null, scored) }),
    summary: formatIngestSummary(summary),
    isUntied: ties.counts().untiedThreadCount > 0,
    files: [
      { name: nameOf('scored.jsonl'), type: 'application/x-ndjson', content: jsonl },
      {
        name: nameOf('scored.csv'),
        type: 'text/csv',
        content: renderPostsCsvHeader(scheme) + scored.map((post) => renderPostCsv(post, scheme)).join(''),
      },
      { name: nameOf('breakdown.json'), type: 'application/json', content: renderJson(breakdown) },
    ],
  }
}

async function readPosts({ bytes, ...given }: GivenText): Promise<IngestResult> {
  const options = { onBadRecord: 'throw', threadId: 't1', ...given } as const
  if (isParquet(bytes)) return await parseParquet(bytes, options)
  return parsePosts(decode(bytes, { name: given.fileName ?? 'pasted text' }), options)
}
