import { join } from 'node:path'
import { ContextCarrier, compileDeals, formatCount, PipelineError, renderCarried, type ShardManifest, type Thread } from '../../index.js'
import { createSpillFolder, openShards, PACKAGE_ROOT, readDeals, type ShardedThread, type ThreadBatch } from '../../node.js'
import { headerRecords } from '../input/header-records.js'
import { checkInputs, INGEST_OPTIONS, readInputs } from '../input/read-inputs.js'
import { holdsScoredLines, readScoredThreads } from '../input/read-scored-lines.js'
import { defineCommand } from '../kit/command.js'
import { EXIT } from '../kit/exit-code.js'
import { BULK_OPTIONS } from '../options/bulk-options.js'
import { SCORING_OPTIONS } from '../options/scoring-options.js'
import { renderPostLine } from '../output/write-posts.js'
import { openForBulk } from '../read-bulk.js'
import { readBulkThreads } from '../read-bulk-threads.js'

/** Cuts posts into files for many machines. */
export const shard = defineCommand({
  name: 'shard',
  summary:
    'Cuts posts, scored or not, into files of whole threads, about equal in bytes, with a manifest of their counts and hashes. With --context on every line carries what its post is to be judged with, for classify --filter.',
  inputs: { word: 'INPUT…', help: 'files of any form, or -' },
  options: {
    shards: { type: 'number', value: 'N', default: 8, low: 1, high: 100_000, isInteger: true, help: 'how many files' },
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
    'manifest.json is written last: where it stands, the shards are whole. With --context off, header pieces stand before the posts of their thread (meta.role "header"), for classify without --filter.',
  run: async (options, paths, context) => {
    const { out } = options
    checkInputs(paths, options, [out])
    if (out === undefined || out === '-') {
      throw new PipelineError('USAGE_OPTION_INVALID', 'expected --out with the name of a folder, got none. Shards are several files.')
    }
    const hasContext = options.context === 'on'
    const { sources, inputs } = await openForBulk(paths, { ...options, threads: 1, resume: false }, context)
    const isScored = (options.source === 'auto' || options.source === 'jsonl') && holdsScoredLines(sources[0])
    if (isScored && hasContext) {
      throw new PipelineError('USAGE_OPTION_INVALID', 'expected posts for --context on, got scored ones: they were judged. Leave it out.')
    }
    const shards = openShards(out, { shardCount: options.shards, kind: isScored ? 'scored' : 'posts', hasContext })
    const folder = createSpillFolder(options.spill)
    try {
      if (isScored) {
        const opened = inputs?.map(({ source }) => source) ?? sources
        for await (const thread of readScoredThreads(opened, paths, options, folder, context)) shards.add(thread)
      } else {
        const deals = hasContext ? await readDeals(options.deals ?? join(PACKAGE_ROOT, 'corpus', 'deals.json')) : []
        const onBadRecord = options['on-bad-record'] === 'skip' ? 'skip' : 'throw'
        const carrier = hasContext ? new ContextCarrier({ catalogue: compileDeals(deals), onBadRecord }) : null
        const take = ({ threads, originals }: Partial<ThreadBatch>): void => {
          for (const thread of threads ?? []) shards.add(carrier === null ? listThread(thread) : carryThread(thread, carrier, originals))
        }
        if (inputs === null) take(await readInputs(paths, options, context, sources))
        else for await (const batch of readBulkThreads(inputs, options, folder, context)) take(batch)
        const skippedCount = carrier?.skippedCount ?? 0
        if (skippedCount > 0) context.log.warn(`${formatCount(skippedCount, 'post')} left out: too deep to carry what stands above them`)
      }
      context.log.info(describeShards(shards.commit(), out))
    } catch (error) {
      shards.discard()
      throw error
    } finally {
      folder.remove()
      for (const source of sources) await source?.close()
      for (const { source } of inputs ?? []) await source.close()
    }
    return EXIT.DONE
  },
})

function carryThread(thread: Thread, carrier: ContextCarrier, originals?: ThreadBatch['originals']): ShardedThread {
  const lines = carrier.carry(thread, originals).map((carried) => renderCarried(carried).trimEnd())
  return { lines, postCount: lines.length }
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
