import { PipelineError } from '../../errors.js'
import { readPseudonymKey } from '../../node/privacy/pseudonym-key.js'
import { createPseudonymiser, type Pseudonymiser } from '../../node/privacy/pseudonymise-post.js'
import type { Inputs } from '../input/read-inputs.js'
import type { Log } from '../kit/log.js'

/** Options of commands that write posts. */
export const PSEUDONYM_OPTIONS = {
  pseudonymise: { type: 'text', value: 'KEYFILE', help: 'authors, mentions and profile links as pseudonyms' },
  'new-key': { type: 'flag', help: 'make KEYFILE; keep it away from the data' },
} as const

/**
 * Creates the pseudonymiser that the options request; null when they request none.
 *
 */
export async function openPseudonymiser(...args: Parameters<typeof readKeyOption>): Promise<Pseudonymiser | null> {
  const key = await readKeyOption(...args)
  return key === null ? null : createPseudonymiser(key)
}

/**
 * Reads the key that the options name, or makes it; null when they name none.
 *
 * @param outputs files that will be written
 */
export async function readKeyOption(
  options: { readonly pseudonymise: string | undefined; readonly 'new-key': boolean },
  outputs: readonly (string | undefined)[],
  log: Log,
): Promise<Uint8Array | null> {
  const path = options.pseudonymise
  if (path === undefined) {
    if (!options['new-key']) return null
    throw new PipelineError('USAGE_OPTION_INVALID', 'expected --new-key with --pseudonymise KEYFILE, got it alone. See --help.')
  }
  const files = outputs.filter((output): output is string => output !== undefined && output !== '-')
  const { key, isOpen } = await readPseudonymKey(path, { outputs: files, isNew: options['new-key'] })
  if (isOpen) log.warn(`${path}: others than you may read this key (chmod 600 it): with it they can find out who is who`)
  log.info('pseudonyms stand for authors, mentions and profile links; names in plain words, as articles give their speakers, stay in texts')
  return key
}

/** Replaces the names in posts and thread headers by pseudonyms. */
export function editInputs(inputs: Inputs, pseudonymiser: Pseudonymiser | null): Inputs {
  if (pseudonymiser === null) return inputs
  const threads = inputs.threads.map(({ id, posts, headers }) => ({
    id: pseudonymiser.id(id),
    posts: posts.map(pseudonymiser.post),
    headers: headers.map(pseudonymiser.text),
  }))
  return { threads, posts: threads.flatMap(({ posts }) => posts) }
}
