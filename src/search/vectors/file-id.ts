import type { VectorRef } from './vector-set'

/**
 * A name for a file's content (or for that of one `member` of an archive) that gives nothing away: addresses may hold signatures, and what
 * is kept outlives the page.
 */
export async function fileId(ref: VectorRef, byteLength: number, member = ''): Promise<string> {
  const { ref: shard } = ref
  const where = shard.kind === 'remote' ? shard.url : `${shard.name} ${shard.file.lastModified}`
  return hashOf(`${ref.kind}\n${where}\n${byteLength}\n${ref.kind === 'parquet' ? ref.column : member}`)
}

/** The first half of a text's SHA-256, as text; by plain http the text itself. */
export async function hashOf(text: string): Promise<string> {
  // By plain http there is no hash, and no storage that such a text could come into: files are kept in memory.
  if (!('subtle' in crypto)) return text
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
  return Array.from(hash.subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
