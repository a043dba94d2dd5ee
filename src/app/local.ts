import type { Dataset } from '../dataset/dataset'
import { Store } from '../flow/store'

/** Files the person dropped: held by this page and by nothing else. */
export interface LocalFiles {
  readonly id: number
  readonly dataset: Dataset
}

export const localFiles = new Store<LocalFiles | null>(null)

const KEY = 'pairscope.local-names'
let lastId = 0

export function holdFiles(dataset: Dataset): void {
  localFiles.set({ id: ++lastId, dataset })
  try {
    sessionStorage.setItem(KEY, JSON.stringify(dataset.shards.map((shard) => shard.name).slice(0, 100)))
  } catch {
    // Only the names to ask for after a reload are lost.
  }
}

/** The names of the files that an earlier load of this tab held. */
export function lostFileNames(): readonly string[] {
  try {
    const names: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? '[]')
    return Array.isArray(names) ? names.filter((name): name is string => typeof name === 'string') : []
  } catch {
    return []
  }
}
