import { spawnSync } from 'node:child_process'
import { devNull } from 'node:os'
import { bundleCli } from './bundle/bundle-cli.js'
import { optimiseEncoder } from './bundle/optimise-encoder.js'

await bundleCli()
await optimiseEncoder('models/stance-en')
// The first run leaves V8's compiled code beside the commands.
spawnSync(
  process.execPath,
  [
    'dist/src/shell/cli/main.js',
    'classify',
    'corpus/samples/xai-compute.txt',
    '--quiet',
    '--out',
    devNull,
  ],
  {
    stdio: 'inherit',
  },
)
