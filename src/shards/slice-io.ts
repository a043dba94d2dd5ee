import type { ShardFile } from './file'
import type { SlicePlan } from './plan'
import { together } from '../flow/shared'
import { buildSlice } from './slice'

/** Fetches a planned slice, its requests in parallel, and builds it. */
export async function fetchSlice(file: ShardFile, plan: SlicePlan, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  const fetched = await together(
    plan.fetches.map((range) => (signal) => file.read(range, signal)),
    signal,
  )
  return buildSlice(plan, fetched)
}
