import { addressOf, linkAddress } from '../pair/address'
import type { RowDetail } from '../engine/engine'

/** A row as JSON for the clipboard: values as printed, null for null, and nothing for what could not be read. */
export function rowAsJson(row: RowDetail): string {
  const read = row.columns.filter(({ problem }) => !problem)
  return JSON.stringify(Object.fromEntries(read.map(({ name, value }) => [name, value])), null, 2)
}

/** Why there may be no row where a link says one is. */
export function noRowSentence(readsShards: boolean): string {
  const cause = readsShards ? 'Its shard may have failed or may not be read that far yet' : 'It may have been taken away'
  return `${cause}, or the link is from another version of the dataset.`
}

const NUMBER = /^(?:-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|NaN|-?Infinity|true|false)$/i

/** Whether a printed value may be shown of a pair whose caption is withheld: not words, wherever they are stored. */
export function saysNothing(value: string): boolean {
  return NUMBER.test(value)
}

/** A web address in parts for showing, without user and password; `href` is null where no link may lead there. Null for no web address. */
export function webAddress(
  url: string,
  pageHost: string,
): { readonly href: string | null; readonly host: string; readonly rest: string } | null {
  const address = addressOf(url)
  if (address.kind === 'refused') return null
  const { pathname, search, hash } = new URL(address.href)
  return { href: linkAddress(url, pageHost), host: address.host, rest: pathname + search + hash }
}

/** What img2dataset says of a row whose picture it could not get; null where it got it, or was not asked. */
export function downloadError(row: RowDetail): string | null {
  const of = (wanted: string) => row.columns.find(({ name }) => name.toLowerCase() === wanted)?.value?.trim()
  const status = of('status')
  return status === 'success' ? null : (of('error_message') ?? '') || (status?.startsWith('failed') ? status.replaceAll('_', ' ') : null)
}
