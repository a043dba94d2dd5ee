import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const FOLDER = join(import.meta.dirname, '..', '..', '.cache', 'shards')

let generator: string | null = null

/** Of everything that makes shards: a change of any of it makes them anew. */
function generatorHash(): string {
  if (generator !== null) return generator
  const hash = createHash('sha256')
  for (const name of readdirSync(import.meta.dirname).sort())
    if (!name.endsWith('.test.ts')) hash.update(name).update(readFileSync(join(import.meta.dirname, name)))
  return (generator = hash.digest('hex'))
}

/** The path of a generated file, made by `make` when there is none of these parameters yet. */
export async function cached(name: string, parameters: unknown, make: (path: string) => void | Promise<void>): Promise<string> {
  const key = createHash('sha256').update(generatorHash()).update(JSON.stringify(parameters)).digest('hex').slice(0, 12)
  const path = join(FOLDER, `${name}-${key}.parquet`)
  if (existsSync(path)) return path
  mkdirSync(FOLDER, { recursive: true })
  const partial = `${path}.${process.pid}.part`
  try {
    await make(partial)
    // Older ones of this name are of no use any more, and may be a gigabyte.
    for (const other of readdirSync(FOLDER))
      if (other.startsWith(`${name}-`) && /^-[0-9a-f]{12}\.parquet$/.test(other.slice(name.length)))
        rmSync(join(FOLDER, other), { force: true })
    renameSync(partial, path)
  } finally {
    rmSync(partial, { force: true })
  }
  return path
}
