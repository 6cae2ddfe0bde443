import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'

it('tells nobody to fetch the package from a registry, where the name is not ours', () => {
  const fetching = ['npx', 'npm install'].map((command) => `${command} dealstance`).join('|')
  const search = () =>
    execFileSync('git', ['grep', '-nE', fetching, '--', '.', ':!CHANGELOG.md'], {
      encoding: 'utf8',
    })
  // git grep ends with 1 where it finds nothing.
  expect(search).toThrow(expect.objectContaining({ status: 1, stdout: '' }))
})
