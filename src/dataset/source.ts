import { badSource, expandPattern, fileName, isProblem, MAX_SHARDS, NO_LOCAL_PATH, remoteShard, resolveAddress } from './address'
import type { Dataset } from './dataset'
import { embeddingsBeside } from './embeddings'
import { tarsBeside, type FoundFile } from './found-files'
import { parseHubAddress, type HubAddress } from './hub-address'
import { ANY_ENDING, holdsVectors, isKind, type KindId } from './kinds'
import type { Problem } from './problem'

/** What one line of text names, before anything is read. */
export type SourceSpec =
  | { readonly kind: 'shards'; readonly urls: readonly string[]; readonly text: string }
  /** A manifest, or a table of JSON records: its text tells. */
  | { readonly kind: 'json'; readonly url: string }
  /** A text of addresses, a line each. */
  | { readonly kind: 'list'; readonly url: string }
  /** A dataset of the Hugging Face Hub. */
  | { readonly kind: 'hub'; readonly address: HubAddress }
  /** What a bucket or a web server lists; `url` ends in a slash. */
  | { readonly kind: 'folder'; readonly url: string }

// A comma may belong to an address (signed queries have them), so it only separates where another address plainly begins.
const SEPARATOR = new RegExp(`\\s+|,(?=\\s|$|https?://)|(?<=\\.${ANY_ENDING}),`, 'i')

/** What begins as a home, a mounted disk or a share does on Unix and Windows. Other paths are taken as addresses beside the page. */
const LOCAL_PATH = /^(?:~[\\/]|\\\\|[a-z]:[\\/]|\/(?:home|users|root|mnt|media|volumes|tmp|var|opt|private|scratch)\/)/i

/**
 * Reads what a person typed: addresses with patterns, or one manifest, one dataset of the Hub or one folder. Relative ones are taken
 * against `base`.
 */
export function parseSource(text: string, base: string): SourceSpec | Problem {
  const words = text.split(SEPARATOR).filter((word) => word !== '')
  if (words.length === 0) return badSource('', 'Nothing was given.')
  const urls: string[] = []
  for (const word of words) {
    if (LOCAL_PATH.test(word)) return badSource(word, NO_LOCAL_PATH)
    const address = parseHubAddress(word)
    if (address && words.length === 1) return { kind: 'hub', address }
    if (address) return badSource(word, 'A dataset of the Hugging Face Hub is opened on its own, not together with other addresses.')
    const expanded = expandPattern(word, MAX_SHARDS - urls.length)
    if (isProblem(expanded)) return expanded
    for (const address of expanded) {
      const url = resolveAddress(address, base)
      if (typeof url !== 'string') return url
      urls.push(url)
    }
  }
  const folder = urls.find(isFolder)
  if (folder !== undefined)
    return urls.length === 1
      ? { kind: 'folder', url: folder }
      : badSource(folder, 'A folder (an address that ends in a slash) is opened on its own, not together with other addresses.')
  const [only] = urls
  if (urls.length === 1 && only !== undefined) {
    if (isPlain('lines', only)) return { kind: 'list', url: only }
    if (isPlain('json', only)) return { kind: 'json', url: only }
  }
  if (urls.every((url) => holdsVectors(fileName(url))))
    return badSource(urls[0] ?? '', 'These are embeddings alone: give the addresses of the metadata Parquet files too.')
  // All of them may be tables; among other files one is a manifest, or notes about the others.
  const json = urls.filter((url) => isPlain('json', url))
  if (json.length === 0 || json.length === urls.length) return { kind: 'shards', urls: [...new Set(urls)], text: words.join(' ') }
  return badSource(json[0] ?? text, 'A manifest (.json) is opened on its own, not together with other addresses.')
}

/** By its name and not gzipped: read here before it is taken for a shard. */
function isPlain(id: KindId, url: string): boolean {
  const { pathname } = new URL(url)
  return isKind(id, pathname) && !/\.gz$/i.test(pathname)
}

function isFolder(url: string): boolean {
  const { pathname, search } = new URL(url)
  return pathname.endsWith('/') && search === ''
}

/** What a source itself names, before anything of it is read. Where the Hub lies it does not say. */
export function addressesOfSource(spec: SourceSpec): readonly string[] {
  switch (spec.kind) {
    case 'shards':
      return spec.urls
    case 'hub':
      return []
    case 'json':
    case 'list':
    case 'folder':
      return [spec.url]
  }
}

export function datasetFromUrls(urls: readonly string[]): Dataset {
  return datasetOf(urls.map((url) => ({ path: withoutQuery(url), ref: remoteShard(url) })))
}

function withoutQuery(url: string): string {
  const { origin, pathname } = new URL(url)
  return origin + pathname
}

/** Shards in order, and beside them the vector files among them. */
export function datasetOf(files: readonly FoundFile[]): Dataset {
  const shards = tarsBeside(files.filter(({ ref }) => !holdsVectors(ref.name))).map(({ ref }) => ref)
  const vectors = files.filter(({ ref }) => holdsVectors(ref.name)).map(({ ref }) => ref)
  return {
    name: datasetName(shards.map((shard) => shard.name)),
    shards,
    attributions: [],
    licence: '',
    notes: [],
    embeddings: embeddingsBeside(shards, vectors),
    roles: null,
  }
}

/** `part-00000.parquet`, or `part-00000.parquet and 31 more`. */
function datasetName(names: readonly string[]): string {
  const first = names[0] ?? ''
  return names.length < 2 ? first : `${first} and ${names.length - 1} more`
}
