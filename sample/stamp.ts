import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** What a finished build was made from, and every file that it wrote with its size. */
export interface Stamp {
  readonly source: string
  readonly files: Readonly<Record<string, number>>
}

/** A hash of the sample's sources (all of these folders, tests aside) and of the used packages' versions. */
export function sourceHash(folders: readonly string[], root: string, packages: readonly string[]): string {
  const hash = createHash('sha256')
  for (const folder of folders) {
    for (const name of readdirSync(folder).sort()) {
      if (name.endsWith('.ts') && !/\.test(?:ing)?\.ts$/.test(name)) hash.update(`${name}\0`).update(readFileSync(join(folder, name)))
    }
  }
  for (const name of packages) {
    const { version } = JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')) as { version: string }
    hash.update(`${name}@${version}\0`)
  }
  return hash.digest('hex')
}

/** Whether a folder holds all of an earlier build of the same sources. */
export function isFresh(folder: string, stampName: string, source: string): boolean {
  try {
    const stamp = JSON.parse(readFileSync(join(folder, stampName), 'utf8')) as Stamp
    return (
      stamp.source === source &&
      Object.entries(stamp.files).every(([name, bytes]) => existsSync(join(folder, name)) && statSync(join(folder, name)).size === bytes)
    )
  } catch {
    return false
  }
}
