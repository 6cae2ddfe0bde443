import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { PipelineError } from '../../../base/errors.js'
import type { ConvokitFile } from '../../../say/rows/render-convokit.js'
import { usageError } from '../kit/command.js'
import type { CliIo } from '../kit/io.js'
import { makeFolder, withOutput } from '../kit/write-output.js'

/** Pieces that are written at once. */
const PIECES_AT_ONCE = 1000

/**
 * Writes a ConvoKit corpus to a folder. Files of an older corpus would become part of this one, so a folder with other files is rejected.
 */
export async function writeConvokit(folder: string, files: readonly ConvokitFile[], io: CliIo): Promise<void> {
  await makeFolder(folder)
  const own = new Set<string>(files.map(({ name }) => name))
  const other = (await readdir(folder)).find((name) => !own.has(name))
  if (other !== undefined) {
    const message = `${folder}: expected an empty folder, or one with a ConvoKit corpus alone, got one that holds ${other}. Name another folder.`
    throw new PipelineError('OUTPUT_UNWRITABLE', message, { context: { path: folder } })
  }
  for (const { name, pieces } of files) {
    await withOutput(join(folder, name), io, async (output) => {
      let waiting: string[] = []
      for (const piece of pieces) {
        if (waiting.push(piece) < PIECES_AT_ONCE) continue
        await output.write(waiting.join(''))
        waiting = []
      }
      await output.write(waiting.join(''))
    })
  }
}

export function checkFolder(out: string | undefined): string {
  if (out !== undefined && out !== '-') return out
  throw usageError('expected --out with the name of a folder for --format convokit, got none. See --help.')
}
