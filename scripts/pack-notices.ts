import { readFileSync, writeFileSync } from 'node:fs'
import { bundleCli } from './bundle/bundle-cli.js'
import { packagesIn, RUNTIME_PACKAGE, renderNotices } from './bundle/notices.js'
import { packNatural } from './bundle/pack-packages.js'

// `npm run notices`: writes NOTICE, the licences of what `dist/` and `models/` hold and of every
// package that is installed with ours.
const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly dependencies: Readonly<Record<string, string>>
}
const notices = renderNotices([
  ...packagesIn(await bundleCli()),
  ...packagesIn(await packNatural()),
  ...Object.keys(dependencies),
  RUNTIME_PACKAGE,
])
writeFileSync('NOTICE', notices)
console.log(`NOTICE: ${Math.ceil(notices.length / 1024)} KiB`)
