import { stat } from 'node:fs/promises'
import { PipelineError } from '../../../base/errors.js'
import { fileKeyOf, hashFile } from '../../node/file/read-source.js'
import { type namedFiles, usageError } from '../kit/command.js'
import { keepAudit } from '../kit/write-output.js'

/**
 * Refuses an output that is an input, another output, or an audit: labels by hand are never
 * overwritten. Links are followed.
 *
 * @param files beside the inputs, see `namedFiles`. `audit` is written with labels
 */
export function checkPaths(
  inputs: readonly string[],
  {
    read = [],
    outputs = [],
    audit,
  }: Partial<ReturnType<typeof namedFiles>> & { readonly audit?: string } = {},
): void {
  const paths = [...inputs, ...read]
  if (inputs.length === 0)
    throw new PipelineError(
      'USAGE_INPUT_ABSENT',
      'expected a file, or - for stdin, got none. See --help.',
    )
  if (paths.filter((path) => path === '-').length > 1) {
    throw usageError('expected stdin (-) once, got it twice. It can be read only once.')
  }
  const taken = new Map(paths.filter((path) => path !== '-').map((path) => [fileKeyOf(path), path]))
  for (const output of [audit, ...outputs]) {
    if (output === undefined || output === '-') continue
    const key = fileKeyOf(output)
    const other = taken.get(key)
    if (other !== undefined)
      throw usageError(
        `expected an output of its own, got ${output}${other === output ? '' : `, which is ${other}`}, an input or another output, which would be lost. Name another file.`,
      )
    taken.set(key, output)
    if (output !== audit) keepAudit(output)
  }
}

/**
 * Refuses inputs whose posts would count twice: the same file under any name, or another of the
 * same bytes. Only files of equal size are read, as a stream. Pipes, empty files and missing ones
 * are left to their readers.
 */
export async function checkRepeats(paths: readonly string[]): Promise<void> {
  const firstOf = new Map<string, string>()
  const take = (key: string, path: string): void => {
    const first = firstOf.get(key)
    const message = `${path}: expected every post once, got those of ${first} again. Leave one of them out.`
    if (first !== undefined) throw usageError(message, { path, first })
    firstOf.set(key, path)
  }
  const pathsOfSize = new Map<number, string[]>()
  for (const path of paths) {
    const facts = path === '-' ? undefined : await stat(path).catch(() => undefined)
    if (facts === undefined || !(facts.isFile() || facts.isDirectory())) continue
    take(`${facts.dev}:${facts.ino}`, path)
    if (facts.isFile() && facts.size > 0)
      pathsOfSize.set(facts.size, [...(pathsOfSize.get(facts.size) ?? []), path])
  }
  // The read that follows will report the fault.
  for (const alike of pathsOfSize.values())
    for (const path of alike.length > 1 ? alike : [])
      take(await hashFile(path).catch(() => path), path)
}
