/**
 * `npm run reproducible`: builds the app again from a copy in another folder, and compares every file with `dist/`. Fails when one
 * differs, so that whoever builds a release can tell that it is of this source.
 */
import { createHash } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ROOT, tool } from './steps'

/** Deeper than the project itself, with a name that is not plain. */
const COPY = join(ROOT, '.cache', 'reproducible', 'another folder', 'of another name')
/** Made before a build and not by it. */
const GENERATED = ['public/sample', 'src/search/kernel/kernel.wasm']

function hashes(folder: string): ReadonlyMap<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return new Map(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name)
      return [path.slice(folder.length + 1), createHash('sha256').update(readFileSync(path)).digest('hex')] as const
    }),
  )
}

const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: ROOT, encoding: 'utf8' })
rmSync(COPY, { recursive: true, force: true })
for (const file of [...listed.split('\0'), ...GENERATED]) {
  if (file === '' || !existsSync(join(ROOT, file))) continue
  mkdirSync(dirname(join(COPY, file)), { recursive: true })
  cpSync(join(ROOT, file), join(COPY, file), { recursive: true })
}
symlinkSync(join(ROOT, 'node_modules'), join(COPY, 'node_modules'), 'junction')

const code = await tool('vite', ['build', '--logLevel', 'error'], { cwd: COPY, env: { TZ: 'Asia/Seoul', LANG: 'C' } })
if (code !== 0) process.exit(code)
const [first, second] = [hashes(join(ROOT, 'dist')), hashes(join(COPY, 'dist'))]
const differing = [...new Set([...first.keys(), ...second.keys()])].filter((file) => first.get(file) !== second.get(file))
for (const file of differing) console.error(`differs: ${file}`)
console.log(
  differing.length === 0 ? `${first.size} files, the same from both folders` : `${differing.length} of ${first.size} files differ`,
)
if (differing.length === 0) rmSync(COPY, { recursive: true, force: true })
process.exitCode = differing.length === 0 ? 0 : 1
