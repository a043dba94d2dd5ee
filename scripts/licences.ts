import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'

/** A package whose work is shipped, with the words of its licence. */
export interface Licensed {
  readonly name: string
  readonly version: string
  /** As the package names it, e.g. `MIT`. */
  readonly licence: string
  readonly text: string
}

interface Manifest {
  readonly name: string
  readonly version: string
  readonly license?: string
  readonly dependencies?: Readonly<Record<string, string>>
}

/** For packages that are published without a text: as it stands in their repository. `/` in a name is `__`. */
const KEPT = join(import.meta.dirname, 'licences')
const TEXT_FILE = /^(?:licen[cs]e|copying|notice|copyright|third-party)/i

/** What writes code of its own into a bundle, by how its modules are called. */
const VIRTUAL: readonly (readonly [RegExp, string])[] = [
  [/^\0?vite\//, 'vite'],
  [/^\0?rolldown\//, 'rolldown'],
  // Its compiler links parts of its own library into what it compiles.
  [/\/src\/search\/kernel\/kernel\.wasm$/, 'assemblyscript'],
]

/** The folder of the package that a module of the build belongs to; null for our own. */
export function packageOf(id: string, root: string): string | null {
  const path = id.replace(/[?#].*$/s, '')
  const writer = VIRTUAL.find(([pattern]) => pattern.test(path.replaceAll('\\', '/')))?.[1]
  if (writer !== undefined) return join(root, 'node_modules', writer)
  if (!path.split(/[\\/]/).includes('node_modules')) return null
  for (let folder = dirname(path.replace(/^\0/, '')); folder.includes('node_modules'); folder = dirname(folder))
    if (readManifest(folder)) return folder
  throw new Error(`${id} is shipped, but belongs to no package.`)
}

/** The packages whose style sheets another takes in: to a build these are no modules. */
export function importedByStyles(css: string): readonly string[] {
  return Array.from(css.matchAll(/@import\s+(?:url\()?\s*['"]((?:@[^/'"]+\/)?[^./'"][^/'"]*)/g), ([, name = '']) => name).filter(
    (name) => !/^https?:/.test(name),
  )
}

function readManifest(folder: string): Manifest | null {
  const path = join(folder, 'package.json')
  if (!existsSync(path)) return null
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as Partial<Manifest>
  // Folders inside a package have some that only say how their modules are written.
  return manifest.name !== undefined && manifest.version !== undefined ? (manifest as Manifest) : null
}

/**
 * The packages of some folders and, since what is published is often bundled already, all that those depend on, by name. Throws for one
 * without the words of its licence.
 */
export function licensed(folders: Iterable<string>): readonly Licensed[] {
  const found = new Map<string, Licensed>()
  const waiting = [...folders]
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    const manifest = readManifest(folder)
    if (!manifest) throw new Error(`${folder} is no package.`)
    const { name, version, license = '' } = manifest
    if (found.has(`${name}@${version}`)) continue
    found.set(`${name}@${version}`, { name, version, licence: license, text: licenceText(folder, name) })
    if (BUILDERS.has(name)) continue
    // Types are gone once they are checked.
    const needs = Object.keys(manifest.dependencies ?? {}).filter((need) => !need.startsWith('@types/'))
    waiting.push(...needs.flatMap((need) => resolve(need, folder) ?? []))
  }
  return [...found.values()].sort((a, b) => (`${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1))
}

/** Of these only a few lines are shipped, and nothing that they work with. */
const BUILDERS: ReadonlySet<string> = new Set(['vite', 'rolldown', 'assemblyscript', 'tailwindcss'])

/** Where a package is found from another's folder; null for an optional one that is not installed. */
function resolve(name: string, from: string): string | null {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name)
    if (existsSync(join(candidate, 'package.json'))) return candidate
    if (dirname(folder) === folder) return null
  }
}

function licenceText(folder: string, name: string): string {
  const kept = join(KEPT, `${name.replace('/', '__')}.txt`)
  const files = readdirSync(folder)
    .filter((file) => TEXT_FILE.test(file) && !(BUILDERS.has(name) && /third-party/i.test(file)))
    .sort()
    .map((file) => join(folder, file))
  const texts = (existsSync(kept) ? [kept] : files).map((file) => readFileSync(file, 'utf8').replaceAll('\r\n', '\n').trim())
  if (texts.length === 0)
    throw new Error(`${name} has no text of its licence: put the one of its repository at ${kept.split(sep).slice(-3).join('/')}.`)
  // Vite's own file goes on with those of what it was built from.
  return texts.map((text) => (name === 'vite' ? (text.split(/\n## /)[0] ?? '') : text)).join('\n\n')
}

/** The list as one text. */
export function licencesText(packages: readonly Licensed[]): string {
  const rule = '-'.repeat(78)
  const list = packages.map(({ name, version, licence }) => `${name} ${version}  ${licence}`).join('\n')
  const texts = packages.map(({ name, version, text }) => `${rule}\n${name} ${version}\n\n${text}\n`).join('\n')
  return (
    `Pairscope is made with the work of others. Each package whose code is in these files, or may be, with its licence.\n` +
    `The pictures of the sample have theirs in LICENCES.txt.\n\n${list}\n\n${texts}`
  )
}
