import { bundleFilter } from './bundle/bundle-filter.js'

const OUT = 'dist/dealstance-filter.cjs'
console.log(`${OUT}: ${((await bundleFilter(OUT)) / 1024 / 1024).toFixed(1)} MiB`)
