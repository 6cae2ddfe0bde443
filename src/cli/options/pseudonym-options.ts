import { buildThreads, PipelineError } from '../../index.js'
import { createPseudonymiser, type Pseudonymiser, readPseudonymKey } from '../../node.js'
import { headerRecords } from '../input/header-records.js'
import type { Inputs } from '../input/read-inputs.js'
import type { Log } from '../kit/log.js'

/** Options of every command that writes posts. */
export const PSEUDONYM_OPTIONS = {
  pseudonymise: { type: 'text', value: 'KEYFILE', help: 'authors, mentions and profile links as pseudonyms' },
  'new-key': { type: 'flag', help: 'make KEYFILE; keep it away from the data' },
} as const

/**
 * The pseudonymiser that the options ask for; null when they ask for none.
 *
 * @param outputs files that will be written
 */
export async function openPseudonymiser(...asked: Parameters<typeof readKeyOption>): Promise<Pseudonymiser | null> {
  const key = await readKeyOption(...asked)
  return key === null ? null : createPseudonymiser(key)
}

/** The key of that pseudonymiser. */
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

/** Inputs under pseudonyms, header pieces included. */
export function editInputs(inputs: Inputs, pseudonymiser: Pseudonymiser | null): Inputs {
  if (pseudonymiser === null) return inputs
  const posts = inputs.posts.map(pseudonymiser.post)
  const headers = new Map(
    inputs.threads.map((thread) => {
      const pieces = headerRecords(thread).map(pseudonymiser.post)
      return [pieces[0]?.threadId ?? thread.id, pieces.map(({ text }) => text)] as const
    }),
  )
  return { posts, threads: buildThreads(posts, headers) }
}
