import { formatCount } from '../../../base/text/format-count.js'
import { ContextAttacher } from '../../../judge/attach-context.js'
import { compileDeals } from '../../../judge/deals/deal-catalogue.js'
import { renderCarriedPost } from '../../../say/rows/render-jsonl.js'
import { readCatalogue } from '../../node/read-deals.js'
import { openShards, type ShardManifest } from '../../node/shard/write-shards.js'
import { createSpillFolder } from '../../node/spill/spill-folder.js'
import { openThreads } from '../input/open-threads.js'
import { checkPaths, checkRepeats, INGEST_OPTIONS, parseColumns } from '../input/read-inputs.js'
import { defineCommand, INTEGER, usageError } from '../kit/command.js'
import { BULK_OPTIONS } from '../options/bulk-options.js'
import { SCORING_OPTIONS } from '../options/scoring-options.js'

/** Distributes posts over files, for many machines. */
export const shard = defineCommand({
  name: 'shard',
  summary:
    'Cuts posts into files of whole threads, about equal in bytes, with a manifest of their counts. Every line carries the context that classify --filter judges its post by.',
  inputs: { word: 'INPUT…', help: 'files of any form, or -' },
  options: {
    shards: { ...INTEGER, value: 'N', default: 8, low: 1, high: 100_000, help: 'how many files' },
    out: { type: 'text', value: 'FOLDER', help: 'a new folder for them and manifest.json' },
    deals: SCORING_OPTIONS.deals,
    ...INGEST_OPTIONS,
    memory: BULK_OPTIONS.memory,
    spill: BULK_OPTIONS.spill,
    'max-window': BULK_OPTIONS['max-window'],
  },
  examples: ['npm run shard -- posts.jsonl --shards 64 --out shards'],
  notes: 'manifest.json is written last. A folder that has it is complete.',
  run: async (options, paths, context) => {
    const { out } = options
    checkPaths(paths, [out])
    parseColumns(options.columns)
    await checkRepeats(paths)
    if (out === undefined || out === '-') {
      throw usageError('expected --out with the name of a folder, got none. Shards are several files.')
    }
    const opened = await openThreads(paths, { ...options, threads: 1, resume: false }, context)
    const { limits } = opened
    const attacher = new ContextAttacher({
      catalogue: compileDeals(await readCatalogue(options.deals)),
      onBadRecord: options['on-bad-record'],
      limits,
    })
    const shards = openShards(out, options.shards)
    const folder = createSpillFolder(options.spill)
    context.onExit(folder.remove)
    try {
      for await (const { threads } of opened.batches(folder, true)) {
        for (const posts of attacher.attach(threads)) shards.add(posts.map((carried) => renderCarriedPost(carried).trimEnd()))
      }
      const { skippedCount } = attacher
      if (skippedCount > 0) context.log.warn(`${formatCount(skippedCount, 'post')} left out: too deep to carry their context`)
      context.log.info(describeShards(shards.commit(), out))
    } catch (error) {
      shards.discard()
      throw error
    }
  },
})

function describeShards({ shards, postCount, threadCount }: ShardManifest, out: string): string {
  const sizes = shards.map(({ postCount: own }) => own)
  const most = sizes.reduce((left, right) => Math.max(left, right), 0)
  const least = sizes.reduce((left, right) => Math.min(left, right), most)
  const spread = least === most ? `${formatCount(most, 'post')} each` : `${least} to ${formatCount(most, 'post')} each`
  return `${formatCount(postCount, 'post')} of ${formatCount(threadCount, 'thread')} in ${formatCount(shards.length, 'shard')}, ${spread}, written to ${out} with manifest.json`
}
