import { randomBytes } from 'node:crypto'
import { readFile, realpath, stat, writeFile } from 'node:fs/promises'
import { dirname, join, resolve, sep } from 'node:path'
import { PipelineError } from '../../../base/errors.js'
import { systemCodeOf, unwritable } from '../file/system-fault.js'

/** Content of a key file: 64 hex digits. */
const KEY = /^[0-9a-f]{64}$/

/**
 * Reads a key for pseudonyms, or creates one that only its owner can read.
 *
 * @param outputs files that will be written: a key in or below their folders would be shared with
 *   the data
 * @returns the key, and whether other users may read it
 */
export async function readPseudonymKey(path: string, outputs: readonly string[], isNew: boolean) {
  const keyFolder = await resolveLinks(dirname(resolve(path)))
  for (const output of outputs) {
    const folder = await resolveLinks(dirname(resolve(output)))
    if (keyFolder !== folder && !keyFolder.startsWith(folder.endsWith(sep) ? folder : folder + sep))
      continue
    const message = `expected a key outside of the folder that is written to (${folder}), got ${join(keyFolder, '…')} in it. Whoever gets the data would get the key.`
    throw new PipelineError('USAGE_OPTION_INVALID', message, { context: { path, output } })
  }
  if (isNew) {
    const key = randomBytes(32)
    await writeFile(path, `${key.toString('hex')}\n`, { flag: 'wx', mode: 0o600 }).catch(
      (cause: unknown) => {
        if (systemCodeOf(cause) !== 'EEXIST')
          throw unwritable(path, 'a place for a key', 'Check the folder.', cause)
        const message = `${path}: expected a new file for a new key, got one that exists. Leave "new:" out to use it; a lost key loses all its pseudonyms.`
        throw new PipelineError('USAGE_OPTION_INVALID', message, { cause, context: { path } })
      },
    )
    return { key, isOpen: false }
  }
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    const code = systemCodeOf(cause)
    const [got, advice] =
      code === 'ENOENT'
        ? ['none', 'Make one with --pseudonymise new:KEYFILE, outside of the folders of the data.']
        : [`the system error ${code}`, 'Check its permissions.']
    throw new PipelineError(
      'INPUT_MISSING',
      `${path}: expected a key of pseudonyms, got ${got}. ${advice}`,
      { cause, context: { path } },
    )
  })
  if (!KEY.test(text.trim())) {
    const message = `${path}: expected a key of 64 hex digits, got something else. Give the file that --pseudonymise new:KEYFILE made.`
    throw new PipelineError('KEY_INVALID', message, { context: { path } })
  }
  const { mode } = await stat(path)
  return {
    key: Buffer.from(text.trim(), 'hex'),
    isOpen: process.platform !== 'win32' && (mode & 0o077) !== 0,
  }
}

const resolveLinks = (path: string): Promise<string> => realpath(path).catch(() => path)
