#!/usr/bin/env node
import nodeModule from 'node:module'

// From Node 22.8 on, compiled code is cached for the next start.
const { enableCompileCache } = nodeModule as { readonly enableCompileCache?: () => unknown }
enableCompileCache?.()

const { runProcess } = await import('./run.js')
await runProcess()
