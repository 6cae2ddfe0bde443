import { packModules } from './bundle/pack-packages.js'
import { packPageScripts } from './page/pack-page-scripts.js'

// Packs the shipped weights and the pages' scripts into modules.
await Promise.all([packModules(), packPageScripts()])
