import { addressOf } from '../pair/address'
import { isProblem } from './address'
import type { Dataset } from './dataset'
import { addressesOf, fetchWithin, hostsOutOfReach, type Doorkeeper } from './reach'
import { HUB, loadHub } from './hub'
import type { HubAddress } from './hub-address'
import type { HubToken } from './hub-token'
import { withKnownModel, withSafetyNote } from './known'
import { loadFolder } from './listing'
import { loadManifest } from './manifest'
import { ProblemError } from './problem'
import type { Fetch } from './request'
import { addressesOfSource, datasetFromUrls, parseSource, type SourceSpec } from './source'
import { loadUrlList } from './url-list'
import { SAMPLE } from '../query/url'

/** The sample lies beside the page, wherever that is served. */
const SAMPLE_MANIFEST = 'sample/manifest.json'

/**
 * Where a person whose network has a mirror of the Hugging Face Hub names it: `localStorage['pairscope.hub'] = 'https://mirror.example'`.
 */
const HUB_KEY = 'pairscope.hub'

/**
 * The dataset that a source names; `token` is for the Hub alone. Before anything is asked of the person's own network, `doorkeeper` asks
 * the person. Rejects with ProblemError, or with the signal's reason.
 */
export async function loadSource(
  source: string,
  base: string,
  token: HubToken | null,
  doorkeeper: Doorkeeper,
  signal: AbortSignal,
): Promise<Dataset> {
  const spec = parseSource(source === SAMPLE ? SAMPLE_MANIFEST : source, base)
  if (isProblem(spec)) throw new ProblemError(spec)
  const hosts = hostsOutOfReach(spec.kind === 'hub' ? [hubBase()] : addressesOfSource(spec), doorkeeper.reach())
  if (hosts.length > 0) await doorkeeper.ask(hosts, 'link', signal)
  const dataset = await load(spec, fetchWithin(doorkeeper.reach()), token, signal)
  return withKnownModel(withSafetyNote(dataset, source), source)
}

/** Asks the person where a dataset, whoever named its parts, reads from their own network. Rejects like {@link loadSource}. */
export async function askAbout(dataset: Dataset, doorkeeper: Doorkeeper, signal: AbortSignal): Promise<void> {
  const hosts = hostsOutOfReach(addressesOf(dataset), doorkeeper.reach())
  if (hosts.length > 0) await doorkeeper.ask(hosts, 'dataset', signal)
}

async function load(spec: SourceSpec, fetch: Fetch, token: HubToken | null, signal: AbortSignal): Promise<Dataset> {
  switch (spec.kind) {
    case 'json':
      return (await loadManifest(spec.url, fetch, signal)) ?? datasetFromUrls([spec.url])
    case 'hub':
      return fromHub(spec.address, fetch, token, signal)
    case 'list':
      return loadUrlList(spec.url, fetch, signal)
    case 'folder':
      return loadFolder(spec.url, fetch, signal)
    case 'shards':
      return datasetFromUrls(spec.urls)
  }
}

async function fromHub(address: HubAddress, fetch: Fetch, token: HubToken | null, signal: AbortSignal): Promise<Dataset> {
  const base = hubBase()
  const dataset = await loadHub(address, fetch, signal, { base, token })
  if (base === HUB) return dataset
  const note = `Read from ${new URL(base).host}, a mirror of the Hugging Face Hub that is set in this browser.`
  return { ...dataset, notes: [...dataset.notes, note] }
}

/**
 * Where the Hub is asked, without a slash at the end. Other pages of this origin can write the storage it is read from: whoever hands over
 * a token shows its host first.
 */
export function hubBase(): string {
  try {
    const mirror = addressOf(localStorage.getItem(HUB_KEY))
    if (mirror.kind !== 'refused') return mirror.href.replace(/[?#].*$/, '').replace(/\/$/, '')
  } catch {
    // Storage is refused: the Hub itself is asked.
  }
  return HUB
}

/** Asks the Hub itself from now on. */
export function forgetMirror(): void {
  try {
    localStorage.removeItem(HUB_KEY)
  } catch {
    // Storage is refused, and so no mirror was read from it.
  }
}
