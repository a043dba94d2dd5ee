import type { Dataset, ShardRef } from './dataset'
import { embeddingsBeside, isVectorFile } from './embeddings'
import { bucketAddress } from './folder-address'
import { parseHubAddress, type HubAddress } from './hub-address'
import type { FoundFile } from './found-files'
import { tarsBeside } from './shard-kind'
import type { Problem } from './problem'

/** What one line of text names, before anything is read. */
export type SourceSpec =
  | { readonly kind: 'shards'; readonly urls: readonly string[]; readonly text: string }
  | { readonly kind: 'manifest'; readonly url: string }
  /** A text of addresses, a line each. */
  | { readonly kind: 'list'; readonly url: string }
  /** A dataset of the Hugging Face Hub. */
  | { readonly kind: 'hub'; readonly address: HubAddress }
  /** What a bucket or a web server lists; `url` ends in a slash. */
  | { readonly kind: 'folder'; readonly url: string }

export const MAX_SHARDS = 50_000

export function badSource(where: string, detail: string): Problem {
  return { code: 'bad-source', where, detail }
}

export function isProblem(value: object): value is Problem {
  return 'code' in value && 'where' in value
}

/** How many addresses a pattern stands for, or why it stands for none. */
function ranges(pattern: string): { first: number; last: number; width: number; start: number; end: number }[] | Problem {
  const found = [...pattern.matchAll(/\{(\d{1,9})\.\.(\d{1,9})\}/g)].map((match) => ({
    first: Number(match[1]),
    last: Number(match[2]),
    width: match[1]?.length ?? 0,
    start: match.index,
    end: match.index + match[0].length,
  }))
  if (/[{}]/.test(pattern.replace(/\{\d{1,9}\.\.\d{1,9}\}/g, ''))) {
    return badSource(pattern, 'The braces are not a pattern: write the first and the last number, as in {00000..00031}.')
  }
  const backwards = found.find(({ first, last }) => last < first)
  if (backwards) return badSource(pattern, `The pattern runs backwards: ${backwards.first} comes after ${backwards.last}.`)
  return found
}

/** Every address a `{00000..00031}` pattern stands for, in order, numbers padded as the first is written. */
export function expandPattern(pattern: string, limit = MAX_SHARDS): string[] | Problem {
  const parts = ranges(pattern)
  if (isProblem(parts)) return parts
  const total = parts.reduce((product, { first, last }) => product * (last - first + 1), 1)
  if (total > limit) return tooMany(pattern)
  let heads = ['']
  let from = 0
  for (const { first, last, width, start, end } of parts) {
    const literal = pattern.slice(from, start)
    const numbers = Array.from({ length: last - first + 1 }, (_, i) => String(first + i).padStart(width, '0'))
    heads = heads.flatMap((head) => numbers.map((number) => head + literal + number))
    from = end
  }
  return heads.map((head) => head + pattern.slice(from))
}

function tooMany(where: string): Problem {
  return badSource(
    where,
    `That makes more than ${MAX_SHARDS.toLocaleString('en')} shards, the most Pairscope opens at once; give a smaller range.`,
  )
}

// A comma may belong to an address (signed queries have them), so it only separates where another address plainly begins.
const SEPARATOR = /\s+|,(?=\s|$|https?:\/\/)|(?<=\.(?:parquet|json|csv|tsv|jsonl|ndjson|txt|gz|tar)),/i

/**
 * Reads what a person typed: addresses with patterns, or one manifest, one dataset of the Hub or one folder. Relative ones are taken
 * against `base`.
 */
export function parseSource(text: string, base: string): SourceSpec | Problem {
  const words = text.split(SEPARATOR).filter((word) => word !== '')
  if (words.length === 0) return badSource('', 'Nothing was given.')
  const urls: string[] = []
  for (const word of words) {
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
  if (urls.length === 1 && only !== undefined && isList(only)) return { kind: 'list', url: only }
  const manifests = urls.filter(isManifest)
  if (urls.every((url) => isVectorFile(fileName(url))))
    return badSource(urls[0] ?? '', 'These are embeddings alone: give the addresses of the metadata Parquet files too.')
  if (manifests.length === 0) return { kind: 'shards', urls: [...new Set(urls)], text: words.join(' ') }
  if (urls.length === 1 && manifests[0]) return { kind: 'manifest', url: manifests[0] }
  return badSource(manifests[0] ?? text, 'A manifest (.json) is opened on its own, not together with other addresses.')
}

function isManifest(url: string): boolean {
  return new URL(url).pathname.toLowerCase().endsWith('.json')
}

function isList(url: string): boolean {
  return new URL(url).pathname.toLowerCase().endsWith('.txt')
}

function isFolder(url: string): boolean {
  const { pathname, search } = new URL(url)
  return pathname.endsWith('/') && search === ''
}

const HOST_WITHOUT_SCHEME = /^(?:[a-z0-9-]+\.)+[a-z]{2,}(?::\d+)?\//i

/** One absolute http(s) address, or why there is none. */
export function resolveAddress(text: string, base: string): string | Problem {
  const local = /^(?:localhost|127\.0\.0\.1)(?::\d+)?\//i.test(text)
  const spelled = local ? `http://${text}` : HOST_WITHOUT_SCHEME.test(text) ? `https://${text}` : (bucketAddress(text) ?? text)
  if (!URL.canParse(spelled, base)) return badSource(text, `“${text}” is not a web address.`)
  if (spelled === text && !/[/.:]/.test(text)) return badSource(text, `“${text}” is not a web address.`)
  const url = new URL(spelled, base)
  if (url.protocol === 'file:' || /^[a-z]:$/i.test(url.protocol))
    return badSource(text, 'A page cannot open a path on your computer by itself: drop the file on the page instead.')
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return badSource(text, `A browser cannot open ${url.protocol}// addresses.`)
  if (url.username || url.password)
    return badSource(
      `${url.protocol}//${url.host}${url.pathname}`,
      'Browsers do not fetch addresses with a user name or password in them: use a signed link instead.',
    )
  url.hash = ''
  return rawFile(url).href
}

/** A file's own address in place of the web page that shows it. */
function rawFile(url: URL): URL {
  const page = /^(\/.+?)\/blob\/(.+\.(?:parquet|json|npy|tar|csv|tsv|jsonl|ndjson|txt|gz))$/i.exec(url.pathname)
  if (!page) return url
  const [, repository = '', path = ''] = page
  if (url.hostname === 'huggingface.co') return new URL(`${repository}/resolve/${path}${url.search}`, url)
  if (url.hostname === 'github.com') return new URL(`https://raw.githubusercontent.com${repository}/${path}`)
  return url
}

/** The last part of an address's path, as a person would read it. */
export function fileName(url: string): string {
  const { pathname, host } = new URL(url)
  const last = pathname.split('/').filter(Boolean).at(-1)
  if (last === undefined) return host
  try {
    return decodeURIComponent(last)
  } catch {
    return last
  }
}

export function remoteShard(url: string): ShardRef {
  return { kind: 'remote', name: fileName(url), url }
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
  const shards = tarsBeside(files.filter(({ ref }) => !isVectorFile(ref.name))).map(({ ref }) => ref)
  const vectors = files.filter(({ ref }) => isVectorFile(ref.name)).map(({ ref }) => ref)
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
