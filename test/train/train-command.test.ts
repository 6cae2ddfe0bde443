import { expect, it } from 'vitest'
import { train } from '../../scripts/research/train/train-command.js'
import { newFolder, runScriptCommand } from '../shell/cli/cli-harness.js'

it('without options trains nothing, and says what to pass', async () => {
  const own = newFolder()
  for (const argv of [[], ['--out', own.path('model')]]) {
    const { code, stderr } = await runScriptCommand(train, argv)
    expect(code).toBe(64)
    expect(stderr).toContain(
      'expected --posts FILE, or --model ID to rebuild a model that ships, got neither.',
    )
  }
  const { stdout } = await runScriptCommand(train, ['--help'])
  expect(stdout.replace(/\s+/g, ' ')).toContain('One of the two must be given.')
})

it('names the folder that lacks what a model is rebuilt from', async () => {
  for (const model of ['linear-en', 'stance-en', 'bayes']) {
    const { code, stderr } = await runScriptCommand(train, [
      '--model',
      model,
      '--out',
      newFolder().path('models'),
    ])
    expect([code, stderr]).toEqual([
      64,
      expect.stringMatching(
        /expected --out with a copy of models.* got a folder without \S+\.json\. Copy/,
      ),
    ])
  }
})
