import { PipelineError } from '../../errors.js'
import type { PartialBreakdown, PartialEvidence } from '../partial/partial-breakdown.js'
import type { Shard, ShardManifest } from './shard-manifest.js'

/** Names of shards told of before the rest is only counted. */
const TOLD_COUNT = 5

/** Ticks off the shards of a manifest as their partials come. */
export interface ManifestCheck {
  /**
   * Takes the files of one partial. Of bad records that were left out on purpose the posts may be missing.
   *
   * @param where the partial, for messages
   * @throws {PipelineError} `INPUT_INCOMPLETE` for a shard that is in already, or of which posts are missing; `PARTIAL_MISMATCH` for a file
   *   of no shard
   */
  take(partial: Pick<PartialBreakdown, 'options' | 'evidence'>, where: string): void
  /** @throws {PipelineError} `INPUT_INCOMPLETE` for shards that did not come */
  finish(): void
}

/**
 * A file is told to be of a shard by its hash, where it is the shard or a receipt says that it was scored from it; else by its name, which
 * begins with that of the shard: `shard-00001.scored.jsonl` of `shard-00001.jsonl`. Where several shards fit, one that is not in yet.
 */
export function createManifestCheck(manifest: ShardManifest): ManifestCheck {
  const cameIn = new Map<string, string>()
  const incomplete = (message: string): PipelineError =>
    new PipelineError('INPUT_INCOMPLETE', `${message} The breakdown would be of other posts than those of the manifest.`)
  return {
    take: ({ options, evidence }, where) => {
      for (const file of evidence) {
        const named = `${file.name ?? 'standard input'} (SHA-256 ${file.sha256.slice(0, 12)}…)`
        const matching = shardsOf(file, manifest.shards)
        // Shards without posts have the same bytes: each file takes one that is still to come.
        const shard = matching.find(({ name }) => !cameIn.has(name)) ?? matching[0]
        if (shard === undefined) {
          throw new PipelineError(
            'PARTIAL_MISMATCH',
            `${where}: expected the posts of a shard of the manifest, got those of ${named}. Leave it out, or give the manifest that it was cut by.`,
          )
        }
        const earlier = cameIn.get(shard.name)
        if (earlier !== undefined) throw incomplete(`${where}: expected every shard once, got ${shard.name} again, first in ${earlier}.`)
        cameIn.set(shard.name, where)
        const isShort = file.postCount < shard.postCount && options['onBadRecord'] !== 'skip'
        if (file.postCount > shard.postCount || isShort) {
          throw incomplete(`${where}: expected the ${shard.postCount} posts of ${shard.name}, got ${file.postCount}, in ${named}.`)
        }
      }
    },
    finish: () => {
      const missing = manifest.shards.map(({ name }) => name).filter((name) => !cameIn.has(name))
      if (missing.length === 0) return
      const more = missing.length > TOLD_COUNT ? ` and ${missing.length - TOLD_COUNT} more` : ''
      throw incomplete(
        `expected partials of all ${manifest.shards.length} shards, got ${cameIn.size}: ${missing.slice(0, TOLD_COUNT).join(', ')}${more} missing.`,
      )
    },
  }
}

/** The best match first: by hash and name, then by either. */
function shardsOf({ name, sha256, inputSha256, postCount }: PartialEvidence, shards: readonly Shard[]): readonly Shard[] {
  const isNamed = (shard: Shard): boolean => {
    const stem = shard.name.replace(/\.[^.]*$/, '')
    return name !== null && (name === stem || name.startsWith(`${stem}.`))
  }
  const named = shards.filter(isNamed)
  const byHash = shards.filter((shard) => sha256 === shard.sha256 || inputSha256 === shard.sha256)
  const unnamed = byHash.filter((shard) => !isNamed(shard))
  // A file without posts has the hash of every empty shard: without a receipt its name says more.
  if (inputSha256 === undefined && (byHash.length === 0 || postCount === 0)) return [...named, ...unnamed]
  return [...byHash.filter(isNamed), ...unnamed]
}
