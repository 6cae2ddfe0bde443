import { formatCount } from '../../../base/text/format-count.js'
import type { Thread } from '../../../base/thread/thread.js'
import { ContextAttacher } from '../../../judge/attach-context.js'
import { compileDeals } from '../../../judge/deals/deal-catalogue.js'
import { duplicateKeyOf } from '../../../judge/find-duplicates.js'
import { scoreThreads } from '../../../pipeline/batch/score-threads.js'
import type { Scorer } from '../../../pipeline/batch/scorer.js'
import { feedSinks } from '../../../pipeline/batch/sinks.js'
import type { ThreadBatch } from '../../../pipeline/batch/thread-batch.js'
import { renderCarriedPost } from '../../../say/rows/render-carried-post.js'
import { readCatalogue } from '../../node/read-catalogue.js'
import { openShards, type ShardedThread, type ShardManifest } from '../../node/shard/write-shards.js'
import { createSpillFolder } from '../../node/spill/spill-folder.js'
import { openThreads } from '../input/open-threads.js'
import { badRecordOf } from '../input/plan-bulk.js'
import { checkInputs, checkRepeats, INGEST_OPTIONS } from '../input/read-inputs.js'
import { holdsScoredLines, readScoredThreads } from '../input/read-scored-lines.js'
import { defineCommand, INTEGER, usageError } from '../kit/command.js'
import { BULK_OPTIONS } from '../options/bulk-options.js'
import { SCORING_OPTIONS } from '../options/scoring-options.js'
import { headerRecords, renderPostLine } from '../output/write-posts.js'

/** Distributes posts over files, for many machines. */
export const shard = defineCommand({
  name: 'shard',
  summary:
    'Cuts posts, scored or not, into files of whole threads, about equal in bytes, with a manifest of their counts and hashes. With --context on every line carries the context that classify --filter judges its post by.',
  inputs: { word: 'INPUT…', help: 'files of any form, or -' },
  options: {
    shards: { ...INTEGER, value: 'N', default: 8, low: 1, high: 100_000, help: 'how many files' },
    out: { type: 'text', value: 'FOLDER', help: 'a new folder for them and manifest.json' },
    context: { type: 'choice', choices: ['on', 'off'], default: 'off', help: 'lines for classify --filter' },
    deals: SCORING_OPTIONS.deals,
    ...INGEST_OPTIONS,
    memory: BULK_OPTIONS.memory,
    spill: BULK_OPTIONS.spill,
    'max-window': BULK_OPTIONS['max-window'],
  },
  examples: [
    'npm run shard -- posts.jsonl --shards 64 --context on --out shards',
    'npm run shard -- scored.jsonl --shards 8 --out scored-shards',
  ],
  notes:
    'manifest.json is written last: a folder that has it is complete. With --context off, header pieces precede the posts of their thread (meta.role "header"), for classify without --filter.',
  run: async (options, paths, context) => {
    const { out } = options
    checkInputs(paths, options, [out])
    await checkRepeats(paths)
    if (out === undefined || out === '-') {
      throw usageError('expected --out with the name of a folder, got none. Shards are several files.')
    }
    const hasContext = options.context === 'on'
    const opened = await openThreads(paths, { ...options, threads: 1, resume: false }, context)
    context.onExit(opened.close)
    const isScored = (options.source === 'auto' || options.source === 'jsonl') && holdsScoredLines(opened.sources[0])
    if (isScored && hasContext) {
      throw usageError('expected posts for --context on, got scored posts, which need none. Leave --context out.')
    }
    const shards = openShards(out, { shardCount: options.shards, kind: isScored ? 'scored' : 'posts', hasContext })
    const folder = createSpillFolder(options.spill)
    context.onExit(folder.remove)
    try {
      if (isScored) {
        const sources = opened.parts?.map(({ source }) => source) ?? opened.sources
        for await (const thread of readScoredThreads(sources, paths, options, folder, context)) shards.add(thread)
      } else if (hasContext) {
        const deals = await readCatalogue(options.deals)
        const attacher = new ContextAttacher({ catalogue: compileDeals(deals), onBadRecord: badRecordOf(options) })
        const batches = scoreThreads(opened.batches(folder, true), createContextScorer(attacher), opened)
        await feedSinks(batches, [{ put: ({ lines }) => shards.add({ lines, postCount: lines.length }) }])
        const { skippedCount } = attacher
        if (skippedCount > 0) context.log.warn(`${formatCount(skippedCount, 'post')} left out: too deep to carry their context`)
      } else {
        for await (const { threads } of opened.batches(folder, true)) for (const thread of threads) shards.add(listThread(thread))
      }
      context.log.info(describeShards(shards.commit(), out))
    } catch (error) {
      shards.discard()
      throw error
    }
  },
})

/** Gives the lines of each thread with their context instead of scores. */
function createContextScorer(attacher: ContextAttacher): Scorer<ThreadBatch, { readonly lines: readonly string[] }> {
  return {
    width: 1,
    start: ({ threads }) => ({
      keys: Promise.resolve(threads.flatMap(({ posts }) => posts.map(duplicateKeyOf))),
      score: async function* (originals) {
        let postCount = 0
        for (const thread of threads) {
          const own = originals.slice(postCount, (postCount += thread.posts.length))
          yield { lines: attacher.attach(thread, own).map((carried) => renderCarriedPost(carried).trimEnd()) }
        }
      },
      drop: () => {},
    }),
    close: async () => {},
  }
}

function listThread(thread: Thread): ShardedThread {
  const lines = [...headerRecords(thread), ...thread.posts].map((record) => renderPostLine(record).trimEnd())
  return { lines, postCount: thread.posts.length }
}

function describeShards({ shards, postCount, threadCount }: ShardManifest, out: string): string {
  const sizes = shards.map(({ postCount: own }) => own)
  const most = sizes.reduce((left, right) => Math.max(left, right), 0)
  const least = sizes.reduce((left, right) => Math.min(left, right), most)
  const spread = least === most ? `${formatCount(most, 'post')} each` : `${least} to ${formatCount(most, 'post')} each`
  return `${formatCount(postCount, 'post')} of ${formatCount(threadCount, 'thread')} in ${formatCount(shards.length, 'shard')}, ${spread}, written to ${out} with manifest.json`
}
