import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { laionShard, SHARDS } from './shards/write'

/** Once before all journeys: what takes long is made here, where no test's time runs. */
export default async function setup(): Promise<void> {
  if (!existsSync(join(import.meta.dirname, '..', 'dist', 'index.html')))
    throw new Error('The journeys drive the built app: run "npm run build" first, or "npm test" for everything.')
  await laionShard(SHARDS.small)
  await laionShard(SHARDS.million)
}
