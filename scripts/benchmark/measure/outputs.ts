import { accessSync, constants, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { BenchmarkOptions } from '../options.js'

export class OutputError extends Error {}

const unwritable = (option: string, path: string, cause: unknown): OutputError =>
  new OutputError(
    `expected ${option} with a file that can be written, got ${path}: ${cause instanceof Error ? cause.message : String(cause)}`,
  )

/**
 * Checks that outputs can be written before a long measurement, and creates the folder of the kit.
 *
 * @throws {OutputError} with the option and the path
 */
export function checkOutputs({ json, svg, kit }: Pick<BenchmarkOptions, 'json' | 'svg' | 'kit'>): void {
  for (const [option, path] of [
    ['--json', json],
    ['--svg', svg],
  ] as const) {
    if (path === null) continue
    try {
      const stats = statSync(path, { throwIfNoEntry: false })
      if (stats?.isDirectory() === true) throw new Error('it is a folder. Name a file in it')
      accessSync(stats === undefined ? dirname(path) : path, constants.W_OK)
    } catch (cause) {
      throw unwritable(option, path, cause)
    }
  }
  if (kit === null) return
  try {
    mkdirSync(kit, { recursive: true })
    accessSync(kit, constants.W_OK)
  } catch (cause) {
    throw new OutputError(`expected --kit with a folder that can be written, got ${kit}: ${(cause as Error).message}`)
  }
}

/** @throws {OutputError} with the option and the path */
export function writeOutput(option: string, path: string, text: string): void {
  try {
    writeFileSync(path, text)
  } catch (cause) {
    throw unwritable(option, path, cause)
  }
}
