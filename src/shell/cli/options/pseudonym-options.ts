import type { Thread } from '../../../base/thread/thread.js'
import { readPseudonymKey } from '../../node/privacy/pseudonym-key.js'
import { createPseudonymiser, leftOutNote, type Pseudonymiser } from '../../node/privacy/pseudonymise-post.js'
import { type CommandContext, type Log, type OptionTable, type OptionValues, usageError } from '../kit/command.js'

/** Options of commands that write posts. */
export const PSEUDONYM_OPTIONS = {
  pseudonymise: { type: 'text', value: 'KEYFILE', help: 'authors, mentions and profile links as pseudonyms' },
  'new-key': { type: 'flag', help: 'make KEYFILE; keep it away from the data' },
} as const satisfies OptionTable

/** A pseudonymiser with a key, null without; what it left out is said at the end. */
export function openPseudonymiser(key: Uint8Array | null, { log, onExit }: CommandContext): Pseudonymiser | null {
  if (key === null) return null
  const pseudonymiser = createPseudonymiser(key)
  onExit(() => {
    for (const column of pseudonymiser.leftOut) log.warn(leftOutNote(column))
  })
  return pseudonymiser
}

/** Reads or creates the key that the options name; null when they name none. @param outputs files that will be written */
export async function readKeyOption(
  { pseudonymise: path, 'new-key': isNew }: OptionValues<typeof PSEUDONYM_OPTIONS>,
  outputs: readonly (string | undefined)[],
  log: Log,
): Promise<Uint8Array | null> {
  if (path === undefined) {
    if (isNew) throw usageError('expected --new-key with --pseudonymise KEYFILE, got it alone. See --help.')
    return null
  }
  const files = outputs.filter((output): output is string => output !== undefined && output !== '-')
  const { key, isOpen } = await readPseudonymKey(path, { outputs: files, isNew })
  if (isOpen) log.warn(`${path}: others than you may read this key (chmod 600 it): with it they can find out who is who`)
  log.info('pseudonyms replace authors, mentions and profile links; names in plain words, as articles give their speakers, stay in texts')
  return key
}

/** Replaces the names in posts and thread headers by pseudonyms. */
export function editThreads(threads: readonly Thread[], pseudonymiser: Pseudonymiser | null): readonly Thread[] {
  if (pseudonymiser === null) return threads
  pseudonymiser.meet(threads.flatMap(({ posts }) => posts))
  return threads.map(({ id, posts, headers }) => ({
    id: pseudonymiser.id(id),
    posts: posts.map(pseudonymiser.post),
    headers: headers.map(pseudonymiser.text),
  }))
}
