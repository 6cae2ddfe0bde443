import { stat } from 'node:fs/promises'
import { type InputSource, openSource } from '../../node/file/read-source.js'
import type { CommandContext } from '../kit/command.js'

/** Options of reading inputs larger than memory. */
export const STREAM_OPTIONS = {
  'no-link': { type: 'flag', help: 'one pass: parents as given, meta.parentUnchecked' },
  memory: {
    type: 'number',
    value: 'MIB',
    default: 64,
    low: 1,
    high: 65_536,
    isInteger: true,
    help: 'inputs above it are read line by line, threads joined on the disk',
  },
  spill: { type: 'text', value: 'FOLDER', help: "where that is; default: the system's temporary one" },
  'max-window': {
    type: 'number',
    value: 'MIB',
    default: 128,
    low: 1,
    high: 2048,
    isInteger: true,
    help: 'of zstd inputs, held in memory; dumps of Reddit need 2048',
  },
} as const

/** Inputs opened so far: all of them when they are small, else those up to the one that went beyond the limit. */
export interface OpenedInputs {
  /** Null for a folder. */
  readonly sources: readonly (InputSource | null)[]
  readonly isLarge: boolean
}

/** Opens inputs until they hold more than the limit together. */
export async function openInputs(
  paths: readonly string[],
  { memoryByteCount, maxWindowByteCount }: { readonly memoryByteCount: number; readonly maxWindowByteCount: number },
  { io }: CommandContext,
): Promise<OpenedInputs> {
  const sources: (InputSource | null)[] = []
  let byteCount = 0
  for (const path of paths) {
    if (await isFolder(path)) {
      sources.push(null)
      continue
    }
    const source = await openSource(path, { stdin: io.stdin, headByteCount: memoryByteCount, maxWindowByteCount })
    sources.push(source)
    byteCount += source.head.length
    if (!source.isWhole || byteCount > memoryByteCount) return { sources, isLarge: true }
  }
  return { sources, isLarge: false }
}

async function isFolder(path: string): Promise<boolean> {
  return path !== '-' && (await stat(path).catch(() => null))?.isDirectory() === true
}
