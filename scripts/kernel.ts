/** Compiles the search kernel to src/search/kernel/kernel.wasm: `npx tsx scripts/kernel.ts`. Left alone when it is fresh. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import asc from 'assemblyscript/asc'

const ROOT = join(import.meta.dirname, '..')
const SOURCE = 'src/search/kernel/assembly/index.ts'
const TARGET = join(ROOT, 'src', 'search', 'kernel', 'kernel.wasm')
const STAMP = join(ROOT, '.cache', 'kernel.stamp')
const FLAGS = ['--runtime', 'stub', '--importMemory', '--enable', 'simd', '--optimizeLevel', '3', '--shrinkLevel', '0', '--noAssert', '--converge']

const stamp = createHash('sha256').update(readFileSync(join(ROOT, SOURCE))).update(FLAGS.join()).update(asc.version).digest('hex')
if (existsSync(TARGET) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === stamp) console.log('kernel: up to date')
else {
  let wasm: Uint8Array | null = null
  const { error, stderr } = await asc.main([SOURCE, '--baseDir', ROOT, '--outFile', 'kernel.wasm', ...FLAGS], {
    writeFile: (_, contents) => void (wasm = contents as Uint8Array),
  })
  if (error || !wasm) throw new Error(`The kernel does not compile: ${stderr.toString()}`)
  writeFileSync(TARGET, wasm)
  mkdirSync(join(STAMP, '..'), { recursive: true })
  writeFileSync(STAMP, stamp)
  console.log(`kernel: compiled, ${(wasm as Uint8Array).length} bytes`)
}
