import {
  createManifestCheck,
  formatCount,
  openMerge,
  type PartialMerge,
  PipelineError,
  parsePartialHead,
  parseShardManifest,
} from '../../index.js'
import { readInput, readPartialJson, sealPartial } from '../../node.js'
import { checkPaths } from '../input/read-inputs.js'
import { type CommandContext, defineCommand } from '../kit/command.js'
import { EXIT } from '../kit/exit-code.js'
import { withOutput } from '../kit/write-output.js'
import { BREAKDOWN_OPTIONS, chooseBreakdownFormat, renderBreakdown } from '../output/render-breakdown.js'

/** Merges partial breakdowns. */
export const merge = defineCommand({
  name: 'merge',
  summary:
    'Merges partial breakdowns of different posts, in any order: prints what aggregate prints of all the posts, without reading them again.',
  inputs: { word: 'PARTIAL…', help: 'output of aggregate --partial, or of merge --partial; - for stdin' },
  options: {
    ...BREAKDOWN_OPTIONS,
    partial: { type: 'flag', help: 'the merged partial as JSON instead, to be merged with others' },
    manifest: { type: 'text', value: 'FILE', help: 'of shard: every shard must be there, once' },
  },
  examples: [
    'npm run merge -- partials/*.json',
    'npm run merge -- partials/*.json --manifest shards/manifest.json',
    'npm run merge -- partials/1?.json --partial --out 1x.json',
  ],
  notes:
    'Refused (65): partials that were changed; one file or post twice, beyond 50,000 posts as far as a sample of 10,000 tells; other models, options, schemes, names of deals or versions. Rows of classify --filter tell other weights and scoring options by their hashes, other rows the id of the model alone. With --manifest, a shard that is missing, doubled or short ends with 75: make its partial again. A shard is told by its hash (aggregate --receipt), else by the name of the scored file. As JSON the breakdown names the files of the parts under evidence; the rest is as of one file. There is no audit of partials: give aggregate the scored files with --audit.',
  run: async ({ partial, manifest, ...options }, paths, context) => {
    const { io, log } = context
    if (partial && options.format !== undefined && options.format !== 'json') {
      throw new PipelineError('USAGE_OPTION_INVALID', `expected --partial in JSON, got --format ${options.format}. Leave --format out.`)
    }
    const format = partial ? 'json' : chooseBreakdownFormat(options, context)
    checkPaths([...paths, ...(manifest === undefined ? [] : [manifest])], [options.out])
    const merged = await mergeFiles(paths, manifest, context)
    const text = partial
      ? sealPartial(merged.finish())
      : renderBreakdown(merged.breakdown(), { format, out: options.out, scheme: merged.scheme }, context)
    await withOutput(options.out ?? null, io, (output) => output.write(text))
    const target = options.out === undefined ? '' : `, written to ${options.out}`
    log.info(`${formatCount(paths.length, 'partial')} of ${formatCount(merged.postCount, 'post')} merged${target}`)
    return EXIT.DONE
  },
})

async function mergeFiles(paths: readonly string[], manifestPath: string | undefined, { io }: CommandContext): Promise<PartialMerge> {
  const merged = openMerge()
  const manifest = manifestPath === undefined ? null : await readManifest(manifestPath, io.stdin)
  const check = manifest && createManifestCheck(manifest)
  let postCount = 0
  for (const path of paths) {
    const where = path === '-' ? 'stdin' : path
    const value = await readPartialJson(path, { stdin: io.stdin })
    const head = parsePartialHead(value, where)
    // Before the posts are added: a shard that comes twice is to be told as such.
    check?.take(head, where)
    merged.add(value, where)
    if (head.evidence.length === 0 && merged.postCount > postCount) throw nameless(where)
    postCount = merged.postCount
  }
  check?.finish()
  return merged
}

/** Posts of no file could be those of another partial, and of any shard. */
function nameless(where: string): PipelineError {
  return new PipelineError(
    'PARTIAL_INVALID',
    `${where}: expected the files that its posts came from, got none (evidence is empty). Make it with aggregate --partial, or name the files with addEvidence.`,
    { context: { where } },
  )
}

async function readManifest(path: string, stdin: AsyncIterable<Uint8Array | string>) {
  const text = await readInput(path, { stdin })
  try {
    return parseShardManifest(JSON.parse(text), path)
  } catch (cause) {
    if (cause instanceof PipelineError) throw cause
    throw new PipelineError(
      'SHARDS_INVALID',
      `${path}: expected a manifest as JSON, got text that is none. Give the manifest.json that shard wrote, unchanged.`,
      {
        cause,
      },
    )
  }
}
