/** What is kept once it is used: the query engine, the model runtimes of either kind, the sample, and what a search of it reads. */
export const PARTS = ['engine', 'wasm', 'webgpu', 'sample', 'sample-search'] as const
export type Part = (typeof PARTS)[number]

/** Integrity (`sha256-…`) by path, relative to the app's folder; '' is the page itself. */
export type Files = Readonly<Record<string, string>>

/** The files of one build that are kept for use without a network. Written by the build. */
export interface AppFiles {
  /** Different for each build. */
  readonly version: string
  /** What opens the app: kept at once. */
  readonly shell: Files
  readonly parts: Readonly<Record<Part, Files>>
}

/** Which part a built file belongs to; null: it is not kept. */
export function partOf(path: string, bytes: number): Part | 'shell' | null {
  if (path === 'service-worker.js') return null
  if (path.startsWith('sample/')) {
    // The encoder keeps its model itself, as it does every model.
    if (/^sample\/encoder\/(?!model\.json)|^sample\/stamp\.json/.test(path)) return null
    return path.startsWith('sample/embeddings/') ? 'sample-search' : 'sample'
  }
  if (/^assets\/duckdb-.*\.wasm$/.test(path)) return 'engine'
  if (/^assets\/ort-wasm.*asyncify.*\.wasm$/.test(path)) return 'webgpu'
  if (/^assets\/ort-wasm.*\.wasm$/.test(path)) return 'wasm'
  // The licences are part of what is given to people.
  if (path === 'licences.json' || /\.(html|js|css)$/.test(path)) return 'shell'
  return /\.(svg|png|txt|webmanifest|wasm)$/.test(path) && bytes < 2 ** 20 ? 'shell' : null
}

/** A file's path below the app's folder; null for one elsewhere, and with a query, which no file of the app has. */
export function pathBelow(scope: string, address: string): string | null {
  const url = new URL(address)
  url.hash = ''
  if (!url.href.startsWith(scope) || url.search !== '') return null
  const path = url.href.slice(scope.length)
  return path === 'index.html' ? '' : path
}
