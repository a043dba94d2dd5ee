import type { AsyncDuckDB } from '@duckdb/duckdb-wasm'
import { afterEach, beforeAll, vi } from 'vitest'
import type { Dataset } from '../../dataset/dataset'
import { datasetFromUrls } from '../../dataset/source'
import { fakeHost, type HostRules } from '../../shards/testing'
import { PairTable } from '../duckdb/table'
import { openForTest } from '../duckdb/testing'
import { DatasetSession, type SessionOptions } from './session'
import type { DatasetStatus } from './status'

/** Test helpers: sessions over hosts in memory. Not part of the app. */

export interface OpenOptions extends SessionOptions {
  readonly budgetBytes?: number
  readonly roles?: Dataset['roles']
}

export interface OpenedSession {
  readonly session: DatasetSession
  readonly statuses: readonly DatasetStatus[]
  /** By name; what stands here answers. */
  readonly hosts: Map<string, ReturnType<typeof fakeHost>>
}

export interface Sessions {
  /** Opens shards served by one host each, by name. */
  readonly open: (hosts: Readonly<Record<string, HostRules>>, options?: OpenOptions) => OpenedSession
  readonly openDataset: (dataset: Dataset, options?: OpenOptions) => Pick<OpenedSession, 'session' | 'statuses'>
}

/** For a test file: sessions over one database, each ended with its test. */
export function sessionsForTest(): Sessions {
  let db: AsyncDuckDB
  let session: DatasetSession | null = null
  beforeAll(async () => {
    db = await openForTest()
  })
  afterEach(() => {
    session?.close()
    vi.unstubAllGlobals()
  })
  const openDataset: Sessions['openDataset'] = (dataset, { budgetBytes = Infinity, roles = null, ...options } = {}) => {
    const statuses: DatasetStatus[] = []
    session = new DatasetSession({ ...dataset, roles }, PairTable.create(db), budgetBytes, 60, (status) => statuses.push(status), options)
    return { session, statuses }
  }
  const open: Sessions['open'] = (rules, options) => {
    const hosts = new Map(Object.entries(rules).map(([name, of]) => [name, fakeHost(of)]))
    vi.stubGlobal(
      'fetch',
      (input: string, init?: RequestInit) =>
        hosts.get(new URL(input).pathname.slice(1))?.fetch(input, init) ?? Promise.reject(new TypeError('no such host')),
    )
    return { ...openDataset(datasetFromUrls([...hosts.keys()].map((name) => `https://host.example/${name}`)), options), hosts }
  }
  return { open, openDataset }
}
