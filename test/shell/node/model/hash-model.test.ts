import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PACKAGE_ROOT } from '../../../../src/shell/node/file/package-root.js'
import { hashModel } from '../../../../src/shell/node/model/load-model.js'
import { newFolder } from '../../cli/cli-harness.js'

const MODELS = join(PACKAGE_ROOT, 'models')

describe('hashModel', () => {
  it('distinguishes all models, controls included', () => {
    const hashes = ['linear-en', 'stance-en', 'bayes-en', 'majority', 'sentiment'].map((id) => hashModel(id))
    for (const hash of hashes) expect(hash).toMatch(/^[0-9a-f]{64}$/)
    expect(new Set(hashes).size).toBe(hashes.length)
  })

  it('depends on the content of the header, not on its folder', () => {
    const folder = newFolder().path('')
    const path = join(folder, 'stance-en/model.json')
    cpSync(join(MODELS, 'stance-en/model.json'), path)
    const before = hashModel('stance-en', folder)
    expect(before).toBe(hashModel('stance-en'))
    expect(hashModel(join(folder, 'stance-en'))).toBe(before)
    writeFileSync(path, `${readFileSync(path, 'utf8')} `)
    expect(hashModel('stance-en', folder)).not.toBe(before)
  })
})
