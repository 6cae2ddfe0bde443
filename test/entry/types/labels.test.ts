import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { sampleCases } from '../../support/run-count.js'

const STRICT =
  '--ignoreConfig --noEmit --strict --target es2023 --module nodenext --types node'.split(' ')

it.each(sampleCases([[[]], [['--noUncheckedIndexedAccess', '--exactOptionalPropertyTypes']]], 1))(
  'lets a program compare a label with a label of its scheme alone, under --strict %j',
  (more) => {
    // A project that has installed the package: its types are found through `exports`, and checked
    // themselves.
    const project = mkdtempSync(join(tmpdir(), 'typed-'))
    mkdirSync(join(project, 'node_modules'))
    symlinkSync(resolve('.'), join(project, 'node_modules', 'dealstance'))
    symlinkSync(resolve('node_modules', '@types'), join(project, 'node_modules', '@types'))
    writeFileSync(join(project, 'package.json'), '{ "type": "module" }')
    copyFileSync('test/entry/types/labels.ts', join(project, 'labels.ts'))
    const compiler = resolve('node_modules', '.bin', 'tsc')
    const { stdout, status } = spawnSync(compiler, [...STRICT, ...more, 'labels.ts'], {
      cwd: project,
      encoding: 'utf8',
    })
    expect(stdout).toBe('')
    expect(status).toBe(0)
  },
)
