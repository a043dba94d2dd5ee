import { TarShard } from '../kinds/tar-shard'
import { fileOf } from '../testing'
import { tarOf } from './testing'

export const name = 'tar'

export function seeds(): Uint8Array[] {
  const samples = Array.from({ length: 4 }, (_, i) => [
    [`00000${i}.jpg`, new Uint8Array(700).fill(i)] as const,
    [`00000${i}.txt`, `a cat ${i}`] as const,
    [`00000${i}.json`, `{"caption": "a cat ${i}", "url": "http://pic.test/${i}", "similarity": 0.${i}}`] as const,
  ]).flat()
  const long = `${'folder/'.repeat(30)}000009`
  return [tarOf(samples), ...(['pax', 'gnu'] as const).map((kind) => tarOf([...samples, [`${long}.jpg`, 'x'], [`${long}.txt`, 'y']], kind))]
}

/** Every sample, and its picture. */
export async function read(bytes: Uint8Array): Promise<void> {
  const { signal } = new AbortController()
  const shard = await TarShard.open(fileOf(bytes), signal)
  while (!shard.complete) await shard.more(signal)
  if (shard.problem) throw shard.problem
  for (let row = 0; row < shard.parquet.footer.rows; row++) await shard.read(row)
}
