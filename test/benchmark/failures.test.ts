import { readFileSync } from 'node:fs'
import { describe, expect, it, vi } from 'vitest'
import { weightsPath } from '../../scripts/benchmark/alternatives/scikit-learn.js'
import { CHECKOUT } from '../../scripts/benchmark/built.js'
import { hasPackage } from '../../scripts/benchmark/kit.js'
import { measureCases } from '../../scripts/benchmark/measure/measure-cases.js'
import { checkOutputs, OutputError } from '../../scripts/benchmark/measure/outputs.js'
import { megabytesOf } from '../../scripts/benchmark/measure/run-command.js'
import { reasonOf } from '../../scripts/benchmark/reason.js'
import { IS_LONG } from '../run-count.js'
import { newFolder } from '../shell/cli/cli-harness.js'

const { path: at, write } = newFolder()
const folder = at('')

/** Each round starts a process of its own. */
const ROUNDS = IS_LONG ? 2 : 1

describe('a failing case', () => {
  it('has a reason in its row, is not retried, and does not stop others', () => {
    const cases = ['no-such-case', 'linear-load'].map((id) => ({ id, name: id, unit: 'ms' as const, target: null }))
    const kit = { folder, missing: new Map<string, string>() }
    const told = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const [broken, loaded] = measureCases(cases, [{ ref: null, folder: CHECKOUT }], { kit, rounds: ROUNDS })
    expect(told.mock.calls.flat()).toContain('FAILED no-such-case: Error: no case no-such-case\n')
    told.mockRestore()
    expect(broken).toMatchObject({ median: null, values: [], missing: 'it failed: Error: no case no-such-case', hasFailed: true })
    expect(loaded).toMatchObject({ missing: null, hasFailed: false })
    expect(loaded?.values).toHaveLength(ROUNDS)
  }, 60_000)

  it('takes its reason from the line that names the error, else from the last line', () => {
    expect(reasonOf('/a.ts:7\n  throw new Error(x)\n\nTypeError: x is null\n    at y\nNode.js v20')).toBe('TypeError: x is null')
    expect(reasonOf('SKIPPED test:spark: no Python\n')).toBe('SKIPPED test:spark: no Python')
    expect(reasonOf('one\ntwo\n')).toBe('two')
    expect(reasonOf(new Error('gone'))).toBe('gone')
    expect(reasonOf('x'.repeat(1000)).length).toBeLessThan(310)
  })
})

describe('outputs', () => {
  const none = { json: null, svg: null, kit: null }

  it('are checked before any measurement', () => {
    expect(() => checkOutputs({ ...none, json: at('none/a.json') })).toThrow(OutputError)
    expect(() => checkOutputs({ ...none, json: at('none/a.json') })).toThrow(/expected --json with a file .*ENOENT/)
    expect(() => checkOutputs({ ...none, svg: folder })).toThrow(/expected --svg .*it is a folder/)
    expect(() => checkOutputs({ ...none, kit: write('file', '') })).toThrow(/expected --kit with a folder/)
    checkOutputs({ json: at('new.json'), svg: '/dev/null', kit: at('kit') })
  })
})

describe('an alternative', () => {
  it('is taken from a kit only in the right version', () => {
    write('node_modules/@scope/name/package.json', '{"version": "1.2.3"}')
    expect(hasPackage(folder, '@scope/name@1.2.3')).toBe(true)
    expect(hasPackage(folder, '@scope/name@1.2.4')).toBe(false)
    expect(hasPackage(folder, 'other@1.2.3')).toBe(false)
  })

  it('is retrained for other posts and by another script', () => {
    const posts = [{ text: 'a', label: 'b' }]
    const path = weightsPath(folder, 'plain', posts)
    expect(weightsPath(folder, 'plain', posts)).toBe(path)
    expect(weightsPath(folder, 'plain', [...posts, ...posts])).not.toBe(path)
    expect(weightsPath(folder, 'plain', posts, 'another')).not.toBe(path)
    expect(readFileSync('scripts/benchmark/alternatives/scikit_learn.py', 'utf8')).toContain('joblib.dump(fitted, path)')
  })
})

it('counts memory in MB of 10^6 bytes', () => {
  // getrusage(2): ru_maxrss in KiB. 256 MiB are 262,144 KiB and 268.435456 MB.
  expect(megabytesOf(262_144)).toBe(268.435456)
})
