import { PipelineError } from '../../base/errors.js'
import type { PartialBreakdown, PartialEvidence } from '../partial/partial-breakdown.js'
import type { Shard, ShardManifest } from './shard-manifest.js'

/** Maximum number of missing shards named in a message. */
const NAMED_COUNT = 5

/** Checks that partials cover all shards of a manifest. */
export interface ManifestCheck {
  /**
   * Checks off the files of one partial. With `onBadRecord: 'skip'`, a shard may have fewer posts than in the manifest.
   *
   * @param where name of the partial, for messages
   */
  take(partial: Pick<PartialBreakdown, 'options' | 'evidence'>, where: string): void
  finish(): void
}

/**
 * Creates the check for a manifest. A file belongs to a shard with the same hash as the file or as its scoring input in a receipt; otherwise to
 * the shard whose name its own starts with: `shard-00001.scored.jsonl` belongs to `shard-00001.jsonl`. Of several matches, it takes the first
 * one not yet received.
 */
export function createManifestCheck(manifest: ShardManifest): ManifestCheck {
  const receivedIn = new Map<string, string>()
  const incomplete = (message: string): PipelineError =>
    new PipelineError('INPUT_INCOMPLETE', `${message} The breakdown would be of other posts than those of the manifest.`)
  return {
    take: ({ options, evidence }, where) => {
      for (const file of evidence) {
        const named = `${file.name ?? 'standard input'} (SHA-256 ${file.sha256.slice(0, 12)}…)`
        const matching = shardsOf(file, manifest.shards)
        // Shards without posts have equal hashes: each file takes one that has not been received.
        const shard = matching.find(({ name }) => !receivedIn.has(name)) ?? matching[0]
        if (shard === undefined) {
          throw new PipelineError(
            'PARTIAL_MISMATCH',
            `${where}: expected the posts of a shard of the manifest, got those of ${named}. Leave it out, or give the manifest that it was cut by.`,
          )
        }
        const earlier = receivedIn.get(shard.name)
        if (earlier !== undefined) throw incomplete(`${where}: expected every shard once, got ${shard.name} again, first in ${earlier}.`)
        receivedIn.set(shard.name, where)
        const isShort = file.postCount < shard.postCount && options['onBadRecord'] !== 'skip'
        if (file.postCount > shard.postCount || isShort) {
          throw incomplete(`${where}: expected the ${shard.postCount} posts of ${shard.name}, got ${file.postCount}, in ${named}.`)
        }
      }
    },
    finish: () => {
      const missing = manifest.shards.map(({ name }) => name).filter((name) => !receivedIn.has(name))
      if (missing.length === 0) return
      const more = missing.length > NAMED_COUNT ? ` and ${missing.length - NAMED_COUNT} more` : ''
      throw incomplete(
        `expected partials of all ${manifest.shards.length} shards, got ${receivedIn.size}: ${missing.slice(0, NAMED_COUNT).join(', ')}${more} missing.`,
      )
    },
  }
}

/** Lists the matching shards, best first: by hash and name, then by either. */
function shardsOf({ name, sha256, inputSha256, postCount }: PartialEvidence, shards: readonly Shard[]): readonly Shard[] {
  const isNamed = (shard: Shard): boolean => {
    const stem = shard.name.replace(/\.[^.]*$/, '')
    return name !== null && (name === stem || name.startsWith(`${stem}.`))
  }
  const named = shards.filter(isNamed)
  const byHash = shards.filter((shard) => sha256 === shard.sha256 || inputSha256 === shard.sha256)
  const unnamed = byHash.filter((shard) => !isNamed(shard))
  // All empty shards have the same hash, so for a file without posts and receipt the name is the better evidence.
  if (inputSha256 === undefined && (byHash.length === 0 || postCount === 0)) return [...named, ...unnamed]
  return [...byHash.filter(isNamed), ...unnamed]
}
