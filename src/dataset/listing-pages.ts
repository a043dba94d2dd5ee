/** One page of a bucket's listing. */
export interface BucketPage {
  readonly keys: readonly string[]
  /** The token of the page after this one; null at the end. */
  readonly next: string | null
}

/**
 * Reads `ListBucketResult` XML, as S3 and the stores that speak its language write it. Null for any other text. Keys that no address can
 * hold are left out.
 */
export function bucketPage(xml: string): BucketPage | null {
  if (!/^\s*(?:<\?xml[^<>]{0,200}\?>\s*)?<ListBucketResult[\s>]/.test(xml)) return null
  const keys = Array.from(xml.matchAll(/<Key>([^<]{1,4096})<\/Key>/g), (match) => unescaped(match[1] ?? '')).filter((key) =>
    key.split('/').every((part) => part !== '' && part !== '.' && part !== '..'),
  )
  const truncated = /<IsTruncated>\s*true\s*<\/IsTruncated>/i.test(xml)
  const token = /<NextContinuationToken>([^<]{1,4096})<\/NextContinuationToken>/.exec(xml)?.[1]
  return { keys, next: truncated && token !== undefined ? unescaped(token) : null }
}

/**
 * The addresses below `folder` that a web page links to, each once: files and, ending in a slash, folders. What lies elsewhere,
 * another host's above all, is left out. Null when the page is not HTML or links to nothing below.
 */
export function indexPage(html: string, folder: string): string[] | null {
  if (!/^\s*(?:<!--|<!doctype html|<html|<head|<body|<h1|<pre|<table|<ul)/i.test(html)) return null
  const links = Array.from(
    html.matchAll(/<a\s[^<>]{0,500}?\bhref\s*=\s*(?:"([^"<>]{1,4096})"|'([^'<>]{1,4096})'|([^\s"'<>]{1,4096}))/gi),
    ([, double, single, bare]) => unescaped(double ?? single ?? bare ?? ''),
  )
  const below = links.flatMap((link) => {
    if (!URL.canParse(link, folder)) return []
    const url = new URL(link, folder)
    // Links with a question are the page's own buttons, for sorting.
    if (url.search !== '') return []
    url.hash = ''
    const { href } = url
    return href.startsWith(folder) && href !== folder ? [href] : []
  })
  return below.length > 0 ? [...new Set(below)] : null
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** Text with XML's five named entities and numbered ones resolved; others stay as they are. */
function unescaped(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(amp|lt|gt|quot|apos));/gi,
    (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return NAMED[name.toLowerCase()] ?? whole
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole
    },
  )
}
