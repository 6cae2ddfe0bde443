import { buildPage } from './page/build-page.js'

await buildPage('dist/page/dealstance.html')
