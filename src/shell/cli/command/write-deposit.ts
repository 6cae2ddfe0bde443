import { createHash } from 'node:crypto'
import { createReadStream, statSync } from 'node:fs'
import { basename } from 'node:path'
import { PipelineError } from '../../../base/errors.js'
import { formatCount } from '../../../base/text/format-count.js'
import { renderDeposit, SUMS_NAME } from '../../../say/deposit/render-deposit.js'
import type { ReportInput } from '../../../say/facts/report.js'
import { createZip, MAX_PART_LENGTH } from '../../../say/rows/zip-archive.js'
import { findRunPath } from '../../node/scored/run-file.js'
import { type CommandContext, usageError } from '../kit/command.js'
import { withOutput } from '../kit/write-output.js'

interface KeptFile {
  readonly name: string
  readonly about: string
  readonly path: string
}

/** Refuses a deposit that cannot be made, before long work begins. @throws {PipelineError} `USAGE_OPTION_INVALID` */
export function checkDeposit(deposit: string | undefined, out: string | undefined, paths: readonly string[], { io }: CommandContext): void {
  if (deposit === undefined) return
  if (deposit === '-' && io.stdout.isTTY === true)
    throw usageError('expected a file for a ZIP, got a terminal. Give --deposit FILE.zip, or a pipe.')
  if (deposit === '-' && out === '-')
    throw usageError('expected one output on stdout, got --out - and --deposit -. Name a file for one of them.')
  if (paths.includes('-')) throw usageError('expected SCORED as files for --deposit, got "-". A deposit holds the files themselves.')
  checkNames(paths.map((path) => basename(path)))
}

function checkNames(names: readonly string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw usageError(`expected files of different names for --deposit, got two called ${twice}. Rename one of them.`)
}

/** The files behind the numbers, under their own names. */
function keptFiles(scored: readonly string[], audit: string | null): KeptFile[] {
  const of = (path: string, about: string): KeptFile => ({ name: basename(path), about, path })
  const records = new Set(scored.flatMap((path) => findRunPath(path) ?? []))
  return [
    ...scored.map((path) => of(path, 'scored posts, one JSON object a line')),
    ...[...records].map((path) => of(path, 'what made their labels: version, weights, options, inputs and command')),
    ...(audit === null ? [] : [of(audit, 'the sample and the labels of coders, chained line by line')]),
  ]
}

/**
 * Writes one ZIP with all that a claim rests on: files as they are, numbers, method, codebook and hashes.
 *
 * @throws {PipelineError} `OUTPUT_TOO_LARGE` for a file of 4 GiB or more; errors of reading and writing
 */
export async function writeDeposit(
  path: string,
  input: ReportInput,
  { scored, audit }: { readonly scored: readonly string[]; readonly audit: string | null },
  context: CommandContext,
): Promise<void> {
  const kept = keptFiles(scored, audit)
  checkNames(kept.map(({ name }) => name))
  const texts = renderDeposit(input, kept)
  const taken = kept.find(({ name }) => name === SUMS_NAME || texts.some((text) => text.name === name))
  if (taken !== undefined)
    throw usageError(`expected files with names of their own for --deposit, got ${taken.path}, a name of the deposit. Rename it.`)
  for (const { path: file } of kept) {
    if (statSync(file).size < MAX_PART_LENGTH) continue
    throw new PipelineError(
      'OUTPUT_TOO_LARGE',
      `${file}: expected less than 4 GiB for a ZIP, got more. Deposit the file beside the others.`,
    )
  }
  await withOutput(path, context.io, async (output) => {
    const zip = await createZip()
    const sums: string[] = []
    const add = async (name: string, pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> => {
      const [part, hash] = [zip.open(name), createHash('sha256')]
      for await (const bytes of pieces) {
        hash.update(bytes)
        part.push(bytes)
        await output.write(zip.drain())
      }
      part.push(new Uint8Array(), true)
      sums.push(`${hash.digest('hex')}  ${name}\n`)
    }
    for (const { name, text } of texts) await add(name, [Buffer.from(text)])
    for (const { name, path: file } of kept) await add(name, createReadStream(file))
    zip.add(SUMS_NAME, sums.join(''))
    await output.write(zip.end())
  })
  context.log.info(`deposit of ${formatCount(texts.length + kept.length + 1, 'file')} written to ${path}`)
}
