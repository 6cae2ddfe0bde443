import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packModules } from '../../scripts/bundle/pack-packages.js'
import { isNewerThan } from '../../scripts/is-build-fresh.mjs'

/** What the packed modules are made of: shipped weights, packages, and the code that packs them. */
const PACKED_FROM = ['models/linear-en', 'scripts/bundle', 'package-lock.json']

/**
 * Packs weights and packages into modules where they are out of date. The sources are not compiled:
 * tests import them. All temporary files of a run lie in one folder, which is removed at its end.
 */
export default async function setup(): Promise<() => void> {
  if (!isNewerThan('dist/natural/distance.mjs', PACKED_FROM)) await packModules()
  const folder = mkdtempSync(join(tmpdir(), 'dealstance-tests-'))
  process.env['TMPDIR'] = folder
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
}
