import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { PACKAGE_ROOT } from '../../../../src/shell/node/file/package-root.js'
import { hashModel } from '../../../../src/shell/node/model/load-model.js'
import { newFolder } from '../../cli/cli-harness.js'

const MODELS = join(PACKAGE_ROOT, 'models')

it('distinguishes all models, the control included', () => {
  const hashes = ['linear-en', 'stance-en', 'sentiment'].map((id) => hashModel(id))
  for (const hash of hashes) expect(hash).toMatch(/^[0-9a-f]{64}$/)
  expect(new Set(hashes).size).toBe(hashes.length)
})

it('depends on the content of its header and of the one mixed in, not on their folder', () => {
  const folder = newFolder().path('')
  for (const id of ['stance-en', 'linear-en'])
    cpSync(join(MODELS, id, 'model.json'), join(folder, id, 'model.json'))
  const before = hashModel('stance-en', folder)
  expect(before).toBe(hashModel('stance-en'))
  for (const id of ['linear-en', 'stance-en']) {
    const path = join(folder, id, 'model.json')
    writeFileSync(path, `${readFileSync(path, 'utf8')} `)
    expect(hashModel('stance-en', folder)).not.toBe(before)
  }
})
