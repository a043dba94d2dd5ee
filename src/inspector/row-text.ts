import type { RowDetail } from '../engine/engine'

/** A row as JSON for the clipboard: values as printed, null for null. */
export function rowAsJson(row: RowDetail): string {
  return JSON.stringify(Object.fromEntries(row.columns.map(({ name, value }) => [name, value])), null, 2)
}

/** A web address in parts for showing; null for anything a link must not lead to. */
export function webAddress(url: string): { readonly href: string; readonly host: string; readonly rest: string } | null {
  if (!URL.canParse(url)) return null
  const { protocol, href, host } = new URL(url)
  if (protocol !== 'http:' && protocol !== 'https:') return null
  return { href, host, rest: href.slice(href.indexOf(host) + host.length) }
}
