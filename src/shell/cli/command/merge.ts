import { PipelineError } from '../../../base/errors.js'
import { parseJson } from '../../../base/json-shape.js'
import { formatCount } from '../../../base/text/format-count.js'
import { createManifestCheck } from '../../../count/manifest/check-manifest.js'
import { parseShardManifest, type ShardManifest } from '../../../count/manifest/shard-manifest.js'
import { parsePartialSummary } from '../../../count/partial/parse-partial.js'
import { openMerge, type PartialMerge } from '../../../count/partial/partial.js'
import { readInput } from '../../node/file/read-input.js'
import { readPartialLines } from '../../node/scored/read-partial.js'
import { sealPartial } from '../../node/scored/seal-partial.js'
import { createSpillFolder } from '../../node/spill/spill-folder.js'
import { createSpillRoom } from '../../node/spill/spill-room.js'
import { checkPaths, nameOf } from '../input/read-inputs.js'
import { type CommandContext, defineCommand, usageError } from '../kit/command.js'
import { withOutput } from '../kit/write-output.js'
import { SPILL_OPTION } from '../options/counting-options.js'
import { BREAKDOWN_OPTIONS, chooseBreakdownFormat, renderBreakdown } from '../output/write-breakdown.js'

export const merge = defineCommand({
  name: 'merge',
  summary:
    'Merges partial breakdowns of different posts, in any order: prints what aggregate prints of all the posts, without reading them again.',
  inputs: { word: 'PARTIAL…', help: 'output of aggregate --partial, or of merge --partial; - for stdin' },
  options: {
    ...BREAKDOWN_OPTIONS,
    partial: { type: 'flag', help: 'the merged partial as JSON instead, to be merged with others' },
    manifest: { type: 'text', value: 'FILE', help: 'of shard: every shard must be there, once' },
    ...SPILL_OPTION,
  },
  examples: [
    'npm run merge -- partials/*.json',
    'npm run merge -- partials/*.json --manifest shards/manifest.json',
    'npm run merge -- partials/1?.json --partial --out 1x.json',
  ],
  notes:
    'Refused (65): partials that were changed; partials of version 0.1.0, which aggregate --partial makes again; one file or post twice; other models, options, schemes, names of deals or versions. Rows of classify --filter are checked by the hashes of weights and options, other rows by the id of the model alone. With --manifest, a shard that is missing, doubled or short ends with 75: make its partial again. A shard is known by its hash (aggregate --receipt), else by the name of the scored file. As JSON the breakdown names the files of the parts under evidence; otherwise it is that of one file. There is no audit of partials: give aggregate the scored files with --audit.',
  run: async ({ partial, manifest, ...options }, paths, context) => {
    const { io, log } = context
    if (partial && options.format !== undefined && options.format !== 'json') {
      throw usageError(`expected --partial in JSON, got --format ${options.format}. Leave --format out.`)
    }
    const format = partial ? 'json' : chooseBreakdownFormat(options, context)
    checkPaths([...paths, manifest], [options.out])
    const folder = createSpillFolder(options.spill)
    context.onExit(folder.remove)
    const merged = openMerge({ spill: createSpillRoom(folder) })
    await mergeFiles(merged, paths, manifest, context)
    await withOutput(options.out ?? null, io, async (output) => {
      if (!partial) return output.write(renderBreakdown(merged.breakdown(), { format, out: options.out, scheme: merged.scheme }, context))
      for (const text of sealPartial(merged)) await output.write(text)
    })
    const target = options.out === undefined ? '' : `, written to ${options.out}`
    log.info(`${formatCount(paths.length, 'partial')} of ${formatCount(merged.postCount, 'post')} merged${target}`)
  },
})

async function mergeFiles(
  merged: PartialMerge,
  paths: readonly string[],
  manifestPath: string | undefined,
  { io }: CommandContext,
): Promise<void> {
  const manifest = manifestPath === undefined ? null : await readManifest(manifestPath, io.stdin)
  const check = manifest && createManifestCheck(manifest)
  for (const path of paths) {
    const where = nameOf(path)
    const { header, rows } = await readPartialLines(path, { stdin: io.stdin })
    const head = parsePartialSummary(header, where)
    // Checked before the posts are added, so that a repeated shard is reported as such.
    check?.take(head, where)
    const part = merged.open(header, where)
    for await (const row of rows()) part.add(row)
    part.end()
    // Posts without a named file could repeat those of another partial or shard.
    if (head.evidence.length === 0 && head.postCount > 0) {
      const message = `${where}: expected the files that its posts came from, got none (evidence is empty). Make it with aggregate --partial, or name the files with addEvidence.`
      throw new PipelineError('PARTIAL_INVALID', message, { context: { where } })
    }
  }
  check?.finish()
}

async function readManifest(path: string, stdin: AsyncIterable<Uint8Array | string>): Promise<ShardManifest> {
  const value = parseJson(await readInput(path, { stdin }), (cause) => {
    const message = `${path}: expected a manifest as JSON, got text that is not JSON. Give the manifest.json that shard wrote, unchanged.`
    throw new PipelineError('SHARDS_INVALID', message, { cause })
  })
  return parseShardManifest(value, path)
}
