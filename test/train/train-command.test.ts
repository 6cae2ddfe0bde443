import { expect, it } from 'vitest'
import { train } from '../../scripts/research/train/train-command.js'
import { newFolder, runScriptCommand } from '../shell/cli/cli-harness.js'

it('without options trains nothing, and says what to pass', async () => {
  const own = newFolder()
  for (const argv of [[], ['--out', own.path('model')]]) {
    const { code, stderr } = await runScriptCommand(train, argv)
    expect(code).toBe(64)
    expect(stderr).toContain('expected --posts FILE, or --model ID to rebuild a model that ships, got neither.')
  }
  const { stdout } = await runScriptCommand(train, ['--help'])
  expect(stdout.replace(/\s+/g, ' ')).toContain('One of the two must be given.')
})

it.each(['linear-en', 'stance-en', 'bayes'])(
  'npm run train -- --model %s names the folder that lacks what the model is rebuilt from',
  async (model) => {
    const { code, stderr } = await runScriptCommand(train, ['--model', model, '--out', newFolder().path('models')])
    expect(code).toBe(64)
    expect(stderr).toMatch(
      /expected --out with a copy of models\/linear-en .*, got a folder without .*models.(?:linear-en.settings|stance-en.model)\.json\. Copy/,
    )
  },
)
