import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PACKAGE_ROOT } from '../../../../src/shell/node/file/package-root.js'
import { hashModel } from '../../../../src/shell/node/model/load-model.js'
import { newFolder } from '../../cli/cli-harness.js'

const MODELS = join(PACKAGE_ROOT, 'models')

describe('hashModel', () => {
  it('distinguishes all models, controls included', () => {
    const hashes = ['linear-en', 'stack-en', 'encoder-en', 'bayes-en', 'majority', 'sentiment'].map((id) => hashModel(id))
    for (const hash of hashes) expect(hash).toMatch(/^[0-9a-f]{64}$/)
    expect(new Set(hashes).size).toBe(hashes.length)
  })

  it('depends on the content of all headers, members included, not on their folder', () => {
    const folder = newFolder().path('')
    for (const header of ['linear-en/model.json', 'encoder-en/model.json', 'stack-en/model.json']) {
      cpSync(join(MODELS, header), join(folder, header))
    }
    const before = hashModel('stack-en', folder)
    expect(before).toBe(hashModel('stack-en'))
    expect(hashModel(join(folder, 'linear-en'))).toBe(hashModel('linear-en'))
    for (const header of ['linear-en/model.json', 'encoder-en/model.json']) {
      const path = join(folder, header)
      writeFileSync(path, `${readFileSync(path, 'utf8')} `)
      expect(hashModel('stack-en', folder)).not.toBe(before)
    }
  })
})
