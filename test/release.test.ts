import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const textOf = (path: string): string => readFileSync(path, 'utf8')
const MANIFEST = JSON.parse(textOf('package.json')) as {
  readonly version: string
  readonly allowScripts: Readonly<Record<string, boolean>>
}
const LOCK = JSON.parse(textOf('package-lock.json')) as {
  readonly version: string
  readonly packages: Readonly<
    Record<string, { readonly integrity?: string; readonly hasInstallScript?: boolean }>
  >
}

it('has one version in the manifest, its lock, the citation, the Python package and the changelog', () => {
  const { version } = MANIFEST
  expect(LOCK.version).toBe(version)
  expect(/^version: (.+)$/m.exec(textOf('CITATION.cff'))?.[1]).toBe(version)
  expect(/^version = "(.+)"$/m.exec(textOf('scripts/python/pyproject.toml'))?.[1]).toBe(version)
  expect(
    /^__version__ = "(.+)"$/m.exec(textOf('scripts/python/src/dealstance/__init__.py'))?.[1],
  ).toBe(version)
  expect(/^## (\S+)/m.exec(textOf('CHANGELOG.md'))?.[1]).toBe(version)
})

it('locks every package to its bytes', () => {
  const packages = Object.entries(LOCK.packages).filter(([path]) => path !== '')
  expect(packages.length).toBeGreaterThan(100)
  expect(packages.filter(([, { integrity }]) => integrity === undefined)).toEqual([])
})

it('decides on every package with an install script, as npm 12 asks', () => {
  const named = Object.entries(LOCK.packages)
    .filter(([, { hasInstallScript }]) => hasInstallScript)
    .map(([path]) => path.replace(/^.*node_modules\//, ''))
    // Of macOS alone: npm elsewhere never installs it.
    .filter((name) => name !== 'fsevents')
  expect([...new Set(named)].sort()).toEqual(Object.keys(MANIFEST.allowScripts).sort())
})

it('has settings that npm knows, and install scripts that fetch nothing for CUDA', () => {
  const { stdout, stderr } = spawnSync(
    'npm',
    ['exec', '--', 'node', '-p', 'process.env.ONNXRUNTIME_NODE_INSTALL'],
    { encoding: 'utf8', env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: '' } },
  )
  expect(stdout.trim()).toBe('skip')
  expect(stderr).not.toContain('Unknown project config')
})
