import { describe, expect, it } from 'vitest'
import { readDeals } from '../../../src/shell/node/read-deals.js'
import { newFolder } from '../cli/cli-harness.js'

const folder = newFolder()

describe('readDeals', () => {
  it('reads the built-in catalogue', async () => {
    expect((await readDeals('corpus/deals.json')).map(({ id }) => id)).toContain('xai-google')
  })

  it('reads standard input', async () => {
    async function* stdin() {
      yield '[]'
    }
    expect(await readDeals('-', { stdin: stdin() })).toEqual([])
  })

  it.each([
    { name: 'absent.json', code: 'INPUT_MISSING' },
    { name: '.', code: 'INPUT_IS_DIRECTORY' },
    { name: 'empty.json', code: 'INGEST_EMPTY' },
    { name: 'broken.json', code: 'DEALS_INVALID' },
  ])('$name: $code', async ({ name, code }) => {
    folder.write('empty.json', '')
    folder.write('broken.json', '[{]')
    await expect(readDeals(folder.path(name))).rejects.toMatchObject({ code, message: expect.stringContaining(folder.path('')) })
  })
})
