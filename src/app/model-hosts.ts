import { isProblem } from '../dataset/address'
import { HUB } from '../dataset/hub'
import { addressesOfSource, parseSource } from '../dataset/source'

/** Hosts whose models the person agreed to run. In memory alone. */
const agreed = new Set<string>()

export function trustModelOf(host: string): void {
  agreed.add(host)
}

/**
 * Whether a dataset's own model is read from a host without asking: it is the app's own, the Hub's, that of the manifest that names it, or
 * the person agreed.
 */
export function trustsModelOf(host: string, source: string | null, pageHost: string, base: string): boolean {
  if (host === pageHost || host === new URL(HUB).host || agreed.has(host)) return true
  const spec = source === null ? null : parseSource(source, base)
  // A manifest alone brings a model along, and is given alone.
  if (spec === null || isProblem(spec) || spec.kind !== 'json') return false
  return addressesOfSource(spec).some((url) => new URL(url).host === host)
}
