import type { RankerOptions } from '../search/ranker/protocol'
import type { SearchSettings } from '../search/search'
import { trustsModelOf } from './model-hosts'
import { askForHosts, ownReach } from './own-network'
import { ownToken } from './own-token'
import { preferences } from './preferences'
import { Store } from '../flow/store'

/** Embeddings kept in this browser, at most. */
const KEEP_BYTES = 4 * 2 ** 30
/** Copies of embeddings in memory or on the GPU. */
const MEMORY_BYTES = 512 * 2 ** 20

/** Files of the text model that the person picked: held by this page and by nothing else. */
export const modelFiles = new Store<readonly File[] | null>(null)

/** `source`: of the dataset that is searched. */
export function searchSettings(source: string | null): SearchSettings {
  const { modelBase, encoderBackend, softwareGpu, fetchBudgetBytes } = preferences.get()
  const files = modelFiles.get()
  return {
    encoder: {
      location: files ? { kind: 'files', files } : modelBase === '' ? { kind: 'default' } : { kind: 'base', url: modelBase },
      reach: ownReach(),
      backend: encoderBackend,
      allowSoftwareGpu: softwareGpu,
    },
    fetchBudgetBytes,
    // Another page of this origin may have written what is stored.
    askForModel: (signal) => askForHosts(files || modelBase === '' ? [] : [modelBase], 'search', signal),
    trustsModelOf: (host) => trustsModelOf(host, source, location.host, document.baseURI),
  }
}

export function rankerSettings(): Omit<RankerOptions, 'keptName'> {
  const { encoderBackend, softwareGpu } = preferences.get()
  const gigabytes = (navigator as { deviceMemory?: number }).deviceMemory ?? 8
  return {
    keepBytes: KEEP_BYTES,
    memoryBytes: gigabytes >= 4 ? MEMORY_BYTES : MEMORY_BYTES / 4,
    allowSoftwareGpu: softwareGpu,
    gpu: encoderBackend !== 'wasm',
    token: ownToken(),
    reach: ownReach(),
  }
}
