import { parseManifest } from './manifest'
import { ProblemError } from './problem'
import { isProblem } from './source'

export const name = 'manifest'

export function seeds(): Uint8Array[] {
  const manifest = {
    pairscope: 1,
    name: 'Emoji',
    notes: ['Four sets.'],
    shards: ['a-{0..1}.parquet', 'b-{00000..00031}.parquet', { url: 'https://other.example/b.parquet', rows: 10, bytes: 999 }],
    attributions: [{ name: 'Noto', licence: 'Apache-2.0', url: 'https://noto.example/' }],
    licence: 'CC-BY-4.0',
    embeddings: { width: 512, encoder: 'openai/clip-vit-base-patch32', image: ['img_emb_{0..34}.npy'], text: [] },
    columns: { caption: 'text', url: 'link' },
  }
  return [JSON.stringify(manifest), JSON.stringify(manifest, null, 2)].map((text) => new TextEncoder().encode(text))
}

export function read(bytes: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    const parsed = parseManifest(new TextDecoder().decode(bytes), 'https://h.example/d/manifest.json')
    if (isProblem(parsed)) throw new ProblemError(parsed)
    resolve()
  })
}
