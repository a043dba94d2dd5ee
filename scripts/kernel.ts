/** Compiles the search kernel to src/search/kernel/kernel.wasm: `npx tsx scripts/kernel.ts`. Left alone when it is fresh. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, tool } from './steps'

const SOURCE = 'src/search/kernel/assembly/index.ts'
const TARGET = 'src/search/kernel/kernel.wasm'
const STAMP = join(ROOT, '.cache', 'kernel.stamp')
// A process of its own: the compiler's types would redefine those of arrays in the whole project.
const ARGS = [
  SOURCE,
  '--outFile',
  TARGET,
  '--runtime',
  'stub',
  '--importMemory',
  '--enable',
  'simd',
  '--optimizeLevel',
  '3',
  '--shrinkLevel',
  '0',
  '--noAssert',
  '--converge',
]

const lock = readFileSync(join(ROOT, 'package-lock.json'), 'utf8')
const compiler = /"node_modules\/assemblyscript": \{\s*"version": "([^"]+)"/.exec(lock)?.[1] ?? ''
const stamp = createHash('sha256')
  .update(readFileSync(join(ROOT, SOURCE)))
  .update(ARGS.join())
  .update(compiler)
  .digest('hex')
if (existsSync(join(ROOT, TARGET)) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === stamp) console.log('kernel: up to date')
else {
  if ((await tool('asc', ARGS)) !== 0) process.exit(1)
  mkdirSync(join(STAMP, '..'), { recursive: true })
  writeFileSync(STAMP, stamp)
  console.log('kernel: compiled')
}
