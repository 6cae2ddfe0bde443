#!/usr/bin/env node
import nodeModule from 'node:module'

// Node from 22.8 on keeps what it has compiled for the next start.
const { enableCompileCache } = nodeModule as { readonly enableCompileCache?: () => unknown }
enableCompileCache?.()

const { runProcess } = await import('./run-process.js')
await runProcess()
