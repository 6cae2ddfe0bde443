import { bundleCli } from './bundle/bundle-cli.js'

await bundleCli()
