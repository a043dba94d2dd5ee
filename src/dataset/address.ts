import { plainText } from '../pair/plain-text'
import { bucketAddress } from './folder-address'
import type { Problem } from './problem'
import type { ShardRef } from './shard-ref'

export const MAX_SHARDS = 50_000

export const NO_LOCAL_PATH = 'A page cannot open a path on your computer by itself: drop the file on the page instead.'

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

const HOST_WITHOUT_SCHEME = /^(?:[a-z0-9-]+\.)+[a-z]{2,}(?::\d+)?\//i

/** One absolute http(s) address, or why there is none. */
export function resolveAddress(text: string, base: string): string | Problem {
  const local = /^(?:localhost|127\.0\.0\.1)(?::\d+)?\//i.test(text)
  const spelled = local ? `http://${text}` : HOST_WITHOUT_SCHEME.test(text) ? `https://${text}` : (bucketAddress(text) ?? text)
  if (!URL.canParse(spelled, base)) return badSource(text, `“${text}” is not a web address.`)
  if (spelled === text && !/[/.:]/.test(text)) return badSource(text, `“${text}” is not a web address.`)
  const url = new URL(spelled, base)
  if (url.protocol === 'file:') return badSource(text, NO_LOCAL_PATH)
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
  const at = url.pathname.indexOf('/blob/', 2)
  const path = url.pathname.slice(at + '/blob/'.length)
  const dot = path.lastIndexOf('.')
  if (at < 0 || dot < 1 || dot === path.length - 1 || path.includes('/', dot)) return url
  const repository = url.pathname.slice(0, at)
  if (url.hostname === 'huggingface.co') return new URL(`${repository}/resolve/${path}${url.search}`, url)
  if (url.hostname === 'github.com') return new URL(`https://raw.githubusercontent.com${repository}/${path}`)
  return url
}

/** The last part of an address's path, as a person would read it. */
export function fileName(url: string): string {
  return plainText(lastPart(url))
}

function lastPart(url: string): string {
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
